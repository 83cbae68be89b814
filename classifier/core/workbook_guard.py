"""Workbooks that would harm whoever opens them, told before they are opened.

A reader allots memory for the whole rectangle of a sheet's used cells and for all that its
parts unpack to, so both are counted here first, part by part, without trusting what the file
says of itself.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from .errors import TableError, TooMuchError, WrongKindError

MAX_UNPACKED = 100_000_000
"""Bytes that all parts may unpack to."""

MAX_PARTS = 200
MAX_RATIO = 100
"""How much a part may grow when unpacked, if it is larger than `SMALL_PART`."""

SMALL_PART = 100_000
MAX_CELLS = 4_000_000
"""Rows times columns of a sheet, blank cells among them."""

_ARCHIVE = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<26x2H")
_CHUNK = 1 << 20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP = 64


def refuse_old_workbook(head: bytes) -> None:
    """Raise WrongKindError if `head` begins an .xls file or an encrypted workbook."""
    if head.startswith(_OLE):
        raise WrongKindError(
            "The file is an old .xls workbook or protected by a password. "
            "Save it as XLSX without a password."
        )


def check_workbook(file: IO[bytes]) -> bool:
    """Raise TableError unless `file` is an XLSX workbook that is safe to open.

    Returns whether any of its cells holds an error such as #N/A.
    """
    has_errors = False
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _check_kind(archive)
            for part in parts:
                if not part.is_dir():
                    has_errors |= _check_part(file, part)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError) as error:
        raise TableError(
            f"The file is not an XLSX workbook that can be read: {error}. Save it again as XLSX."
        ) from error
    return has_errors


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise TooMuchError(f"The workbook has {len(parts):,} parts; the limit is {MAX_PARTS}.")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_large()
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > MAX_RATIO * part.compress_size:
            raise TooMuchError(
                f"The workbook unpacks to more than {MAX_RATIO} times its size. "
                "Copy its cells to a new workbook."
            )


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names:
        raise WrongKindError("The file is an OpenDocument file. Save it as XLSX or as UTF-8 CSV.")
    is_workbook = any(name.startswith("xl/") for name in names)
    if "[Content_Types].xml" in names and not is_workbook:
        raise WrongKindError("The file is a document but not an XLSX workbook. Save it as XLSX.")
    if not is_workbook or "[Content_Types].xml" not in names:
        raise TableError("The file is a ZIP archive but not an XLSX workbook. Save it as XLSX.")
    if "xl/vbaProject.bin" in names or "xl/workbook.bin" in names:
        raise WrongKindError("The workbook holds macros or is binary. Save it as plain XLSX.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise TableError(
            "The workbook links to other files, which are never opened. "
            "Copy its values to a new workbook."
        )


def _check_part(file: IO[bytes], part: zipfile.ZipInfo) -> bool:
    """Raise TableError if one part is harmful; return whether it holds error cells."""
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    is_xml = part.filename.endswith((".xml", ".rels"))
    last_row = last_column = 0
    has_errors = False
    tail = b""
    for chunk in _unpack(file, part):
        if not tail and chunk.startswith(_ARCHIVE):
            raise TableError(
                "The workbook holds another archive. Copy its cells to a new workbook."
            )
        text = tail + chunk
        tail = text[-_OVERLAP:]
        if is_xml and (_DECLARATION.search(text) or text[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise TableError(
                "The workbook declares XML entities, which no spreadsheet program writes. "
                "Copy its cells to a new workbook."
            )
        if is_sheet:
            has_errors = has_errors or _ERROR.search(text) is not None
            for letters, digits in _PLACE.findall(text):
                last_row = max(last_row, int(digits))
                last_column = max(last_column, _column(letters))
    if last_row * last_column > MAX_CELLS:
        raise TableError(
            f"A sheet reaches to row {last_row:,} and column {last_column:,}; that is more than "
            f"{MAX_CELLS:,} cells. Delete blank rows and columns, or save it as CSV."
        )
    return has_errors


def _unpack(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part really unpacks to, and no more than it says."""
    file.seek(part.header_offset)
    name, extra = _HEADER.unpack(file.read(_HEADER.size))
    file.seek(name + extra, 1)
    left, size = part.compress_size, 0
    if part.compress_type == zipfile.ZIP_STORED:
        inflate = None
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-15)
    else:
        raise TableError("The workbook is packed in an unusual way. Save it again as XLSX.")
    while left > 0:
        raw = file.read(min(left, _CHUNK))
        if not raw:
            raise EOFError("it ends too early")
        left -= len(raw)
        while raw:
            chunk = inflate.decompress(raw, _CHUNK) if inflate else raw
            raw = inflate.unconsumed_tail if inflate else b""
            size += len(chunk)
            if size > part.file_size:
                raise TableError("The workbook says it is smaller than it is. Save it again.")
            yield chunk


def _column(letters: bytes) -> int:
    """Return the number of a column, from 1: A is 1, AA is 27; nothing is 0."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _too_large() -> TooMuchError:
    return TooMuchError(
        f"The workbook unpacks to more than {MAX_UNPACKED // 1_000_000} MB. Split it in parts."
    )
