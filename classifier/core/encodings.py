"""Bytes of text files as lines, whatever the encoding says it is."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import IO, Any

from .errors import TableError, WrongKindError

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_KINDS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed (gzip)",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
    b"{\\rtf": "a rich text document (RTF)",
}
_LINE_END = re.compile("\r\n|\r|\n")


class Chained(io.RawIOBase):
    """The bytes already read, then the rest of the file."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._head, self._file = head, file

    def readable(self) -> bool:
        """Return True: this is what it is for."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return how many bytes it got."""
        data = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        data = data or self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def refuse_other_kinds(head: bytes) -> None:
    """Raise WrongKindError if a file that begins with `head` is no text; it says what it is.

    UTF-16 without its mark is a plain TableError; other text that holds NUL is left to `decode`,
    which names the row.
    """
    start = head.lstrip().lower()
    for mark, kind in _KINDS.items():
        if start.startswith(mark.lower()):
            raise WrongKindError(
                f"The file is {kind}, neither text nor XLSX. Save it as UTF-8 CSV or as XLSX."
            )
    if b"\x00" not in head or head[:2] in _MARKS:
        return
    if _is_wide(head):
        raise TableError("The file looks like UTF-16 without its mark. Save it as UTF-8 CSV.")
    if not _is_utf8(head):
        raise WrongKindError("The file is neither text nor XLSX. Save it as UTF-8 CSV or as XLSX.")


def _is_wide(head: bytes) -> bool:
    """Return whether most of every other byte is NUL, as in UTF-16 of European languages."""
    half = len(head) // 2
    return half > 1 and max(head[::2].count(0), head[1::2].count(0)) > 0.6 * half


def _is_utf8(head: bytes) -> bool:
    """Return whether `head` is UTF-8, but for a character that is cut at its end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def decode(file: IO[bytes], head: bytes) -> Iterator[str]:
    """Yield the lines of `file`, which begins with `head`, each with its end.

    UTF-8, and UTF-16 with its mark, are read; anything else is a TableError that names the row.
    """
    encoding = next((e for mark, e in _MARKS.items() if head.startswith(mark)), "utf-8")
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for number, line in enumerate(text, start=1):
            if "\x00" in line:
                raise TableError(f"Row {number} holds NUL characters. Save the file as UTF-8 CSV.")
            yield line
    except UnicodeDecodeError as error:
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise TableError(
            f"Row {number + 1 + _count_ends(error)} is not {name}. "
            "Save the file as UTF-8 CSV or as XLSX."
        ) from error


def _count_ends(error: UnicodeDecodeError) -> int:
    """Return how many lines end before the error in the piece that could not be decoded."""
    before = error.object[: error.start].decode(error.encoding, "replace")
    return len(_LINE_END.findall(before))
