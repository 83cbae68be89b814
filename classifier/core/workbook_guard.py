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
from dataclasses import dataclass
from typing import IO

from .errors import TableError, TooMuchError, WrongKindError
from .sheet_extent import SheetExtent, text_lengths

MAX_UNPACKED = 100_000_000
"""Bytes that all parts may unpack to."""

MAX_PARTS = 200
MAX_RATIO = 100
"""How much a part may grow when unpacked, if it is larger than `SMALL_PART`."""

SMALL_PART = 100_000
MAX_CELLS = 4_000_000
"""Rows times columns of a sheet, blank cells among them."""

MAX_TEXT = 50_000_000
"""Bytes of the texts of a sheet's cells, a text that stands in several counted each time."""

_ARCHIVE = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<26x2H")
_CHUNK = 1 << 20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_UNCALCULATED = re.compile(
    rb"""(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*<(?:/|(?:\w+:)?v\s*(?:/|>\s*</))"""
)
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
_PLACELESS = re.compile(rb"""<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^<>]*\br\s*=)""")
_LEAST_CELL = len('<c t="s"><v>0</v></c>')
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP = 256


def refuse_old_workbook(head: bytes) -> None:
    """Raise WrongKindError if `head` begins an .xls file or an encrypted workbook."""
    if head.startswith(_OLE):
        raise WrongKindError(
            "The file is an old .xls workbook or protected by a password. "
            "Save it as XLSX without a password."
        )


def check_workbook(file: IO[bytes]) -> bool:
    """Raise TableError unless `file` is an XLSX workbook that is safe to open.

    Returns whether any of its cells may be silent: an error such as #N/A, or a formula that no
    program has worked out (see `silent_cells`).
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _check_kind(archive)
            _check_targets(archive)
            parts = [part for part in parts if not part.is_dir()]
            facts = [_check_part(file, part) for part in parts]
            _check_extent(file, parts, facts)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError) as error:
        raise TableError(
            f"The file is not an XLSX workbook that can be read: {error}. Save it again as XLSX."
        ) from error
    return any(one.has_silent_cells for one in facts)


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


def _check_targets(archive: zipfile.ZipFile) -> None:
    """Raise TableError if a sheet may be in a part that is not looked through for cells."""
    try:
        relations = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return  # no sheet can be found: whoever opens it will say so
    for target in _TARGET.findall(relations):
        if not target.endswith(b".xml") or b"&" in target:
            raise TableError("The workbook is built in an unusual way. Save it again as XLSX.")


@dataclass(slots=True)
class _Facts:
    """What is told of a part without reading its XML."""

    last_row: int = 0
    last_column: int = 0
    has_silent_cells: bool = False
    has_cells_without_place: bool = False


def _check_part(file: IO[bytes], part: zipfile.ZipInfo) -> _Facts:
    """Raise TableError if one part is harmful, else return what it holds.

    Any .xml part may be a sheet, whatever its name; so all are looked through.
    """
    is_xml = part.filename.endswith((".xml", ".rels"))
    may_be_sheet = part.filename.endswith(".xml")
    facts = _Facts()
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
        if not may_be_sheet:
            continue
        facts.has_silent_cells = facts.has_silent_cells or _may_be_silent(text)
        facts.has_cells_without_place |= _PLACELESS.search(text) is not None
        for letters, digits in _PLACE.findall(text):
            facts.last_row = max(facts.last_row, int(digits))
            facts.last_column = max(facts.last_column, _column(letters))
    _check_rectangle(facts.last_row, facts.last_column)
    return facts


def _may_be_silent(text: bytes) -> bool:
    return _ERROR.search(text) is not None or _UNCALCULATED.search(text) is not None


def _check_extent(file: IO[bytes], parts: list[zipfile.ZipInfo], facts: list[_Facts]) -> None:
    """Raise TableError if a sheet becomes too large in a way that only its XML tells."""
    strings = next((part for part in parts if _is_strings(part)), None)
    lengths = text_lengths(_unpack(file, strings)) if strings else []
    longest = max(lengths, default=0)
    for part, one in zip(parts, facts, strict=True):
        may_repeat = part.file_size // _LEAST_CELL * longest > MAX_TEXT
        is_sheet = part is not strings and part.filename.endswith(".xml")
        if not is_sheet or not (may_repeat or one.has_cells_without_place):
            continue
        extent = SheetExtent(lengths, max_cells=MAX_CELLS, max_text=MAX_TEXT)
        extent.read(_unpack(file, part))
        _check_rectangle(extent.rows, extent.columns)
        if extent.text > MAX_TEXT:
            raise TooMuchError(
                f"The texts of a sheet add up to more than {MAX_TEXT // 1_000_000} MB, as the "
                "same long text stands in many cells. Split it in parts."
            )


def _check_rectangle(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise TableError(
            f"A sheet reaches to row {rows:,} and column {columns:,}; that is more than "
            f"{MAX_CELLS:,} cells. Delete blank rows and columns, or save it as CSV."
        )


def _is_strings(part: zipfile.ZipInfo) -> bool:
    return part.filename.replace("\\", "/").casefold() == "xl/sharedstrings.xml"


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
