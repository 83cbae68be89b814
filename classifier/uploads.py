"""Uploads are cut off at a size before they fill memory or disk."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MAX_UPLOAD = 10_000_000
"""Bytes of one file."""

_TOO_LARGE = "mvsite.upload_too_large"


class LimitedUploadHandler(FileUploadHandler):
    """Drop a file as soon as it is larger than `MAX_UPLOAD`, and remember that it was."""

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


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped because of its size."""
    return bool(request.META.get(_TOO_LARGE))
