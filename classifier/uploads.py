"""Uploads are cut off at a size before they fill memory, and taken only if they came whole."""

import re
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .exceptions import InvalidInput, TooLarge

MAX_UPLOAD = 10_000_000
"""Bytes of one file."""

_TOO_LARGE = "mvsite.upload_too_large"
_UNFINISHED = "mvsite.upload_unfinished"
_ENCODED = "mvsite.upload_encoded"
_HEADERS = 2_048
"""Bytes that are kept to find a part's headers over the edges of chunks; Django takes 1,024."""


class LimitedUploadHandler(FileUploadHandler):
    """Drop a file as soon as it is larger than `MAX_UPLOAD`, and remember that it was."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Watch the body while Django reads it: it takes a body that is cut for a whole one."""
        request = self.request
        if request is not None and input_data is request:
            META[_UNFINISHED] = True
            request._stream = _Watched(request._stream, META, boundary)  # type: ignore[assignment]

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Count from nought for each file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the handlers that keep it, or skip the rest of the file."""
        self._size += len(raw_data)
        if self._size > MAX_UPLOAD and self.request is not None:
            self.request.META[_TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


class _Watched:
    """The body of a request, which notes whether its last delimiter came, and base64."""

    def __init__(self, stream: IO[bytes], notes: dict[str, Any], boundary: bytes) -> None:
        self._stream, self._notes, self._tail = stream, notes, b""
        delimiter = re.escape(b"--" + boundary)
        self._end = re.compile(delimiter + b"--")
        # No header begins with "--": else each part would look through all that follow it.
        self._encoded = re.compile(
            delimiter + rb"\r\n(?:(?!--)[^\r\n]+\r\n)*?content-transfer-encoding:\s*base64",
            re.IGNORECASE,
        )

    def read(self, *size: int) -> bytes:
        """Return what the stream gives."""
        data = self._stream.read(*size)
        seen = self._tail + data
        if self._end.search(seen):
            self._notes.pop(_UNFINISHED, None)
        if self._encoded.search(seen):
            self._notes[_ENCODED] = True
        self._tail = seen[-_HEADERS:]
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def is_too_large(request: HttpRequest) -> bool:
    """Whether files of this request were dropped because of their size."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    return bool(request.META.get(_TOO_LARGE)) or length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def one_file(request: HttpRequest) -> UploadedFile[Any]:
    """Return the one file of an upload.

    Raises TooLarge, or InvalidInput if there is none, there are several, or it did not come
    whole and as it is.
    """
    files = [file for _, found in request.FILES.lists() for file in found]
    if is_too_large(request):
        raise TooLarge(f"The file is larger than {MAX_UPLOAD // 1_000_000} MB. Split it in parts.")
    if request.META.get(_UNFINISHED):
        raise InvalidInput("The upload broke off half-way. Send the file again.")
    if request.META.get(_ENCODED):
        raise InvalidInput("The file was sent in base64. Send its bytes as they are.")
    if not files:
        raise InvalidInput("Choose a file.")
    if len(files) > 1:
        raise InvalidInput(f"{len(files)} files were sent. Send one at a time.")
    return files[0]
