"""Tables in and out: CSV, XLSX, JSON lines and plain text, told apart by content.

Rows are numbered as people see them: the header of a CSV or a sheet is row 1.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

import openpyxl
import python_calamine

from .errors import TableError

MAX_CELL = 131_072
_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file and its cells by column name."""

    number: int
    cells: dict[str, str]


def read_table(file: IO[bytes]) -> Iterator[Row]:
    """Yield the rows of a table, read as they are needed.

    A file whose lines are JSON objects gives their keys; a text file without a header that
    names a column `text` gives one row a line. Column names are lower-cased and stripped.

    Raises
    ------
    TableError
        Naming the row, if the content is no table that can be read.
    """
    head = file.read(4096)
    rest = io.BufferedReader(_Chained(head, file))
    if not head.strip():
        raise TableError("The file is empty.")
    if head.startswith(b"PK\x03\x04"):
        return _read_xlsx(rest.read())
    if b"\x00" in head and head[:2] not in _ENCODINGS:
        raise TableError("The file is neither text nor XLSX. Save it as UTF-8 CSV or as XLSX.")
    lines = _decode(rest, head)
    first = next(lines)
    lines = chain([first], lines)
    if first.lstrip().startswith("{"):
        return _read_json_lines(lines)
    delimiter = _delimiter(first)
    if _is_header(first, delimiter):
        return _read_csv(lines, delimiter)
    return _read_lines(lines)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to `path` in the form its suffix names (.csv, .xlsx or .jsonl).

    Text that a spreadsheet would run as a formula is written as text.
    """
    with path.open("wb") as file:
        write_table_to(file, path.suffix.lower(), columns, rows)


def write_table_to(
    file: IO[bytes], suffix: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write rows to an open file; `suffix` is .csv, .xlsx or .jsonl, else TableError."""
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx, ".jsonl": _write_json_lines}
    if suffix not in writers:
        raise TableError(f"“{suffix}” cannot be written. Use one of {', '.join(writers)}.")
    writers[suffix](file, columns, rows)


class _Chained(io.RawIOBase):
    """The bytes already read, then the rest of the file."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._head, self._file = head, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        data = data or self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _decode(file: IO[bytes], head: bytes) -> Iterator[str]:
    encoding = next((e for mark, e in _ENCODINGS.items() if head.startswith(mark)), "utf-8")
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for number, line in enumerate(text, start=1):
            if "\x00" in line:
                raise TableError(f"Row {number} holds NUL characters. Save the file as UTF-8 CSV.")
            yield line
    except UnicodeError as error:
        raise TableError(
            f"After row {number} the file is not UTF-8. Save it as UTF-8 CSV or as XLSX."
        ) from error


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _is_header(line: str, delimiter: str) -> bool:
    return "text" in [_name(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _name(cell: str) -> str:
    return cell.strip().strip('"').casefold()


def _read_csv(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    names: list[str] = []
    number = 1
    try:
        for cells in reader:
            if not names:
                names = [_name(cell) for cell in cells]
            elif any(cells):
                yield Row(number, dict(zip(names, cells, strict=False)))
            number = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"Row {number} cannot be read as CSV: {error}.") from error


def _read_json_lines(lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(f"Row {number} is not JSON: {error}.") from error
        if not isinstance(cells, dict):
            raise TableError(f"Row {number} is not a JSON object but {line.strip()[:40]}.")
        yield Row(number, {_name(str(k)): "" if v is None else str(v) for k, v in cells.items()})


def _read_lines(lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield Row(number, {"text": line.strip()})


def _read_xlsx(content: bytes) -> Iterator[Row]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        rows = book.get_sheet_by_name(visible[0]).iter_rows()
    except (python_calamine.CalamineError, IndexError, OSError) as error:
        raise TableError(f"The file is not an XLSX workbook that can be read: {error}") from error
    names: list[str] = []
    for number, cells in enumerate(rows, start=1):
        if not names:
            names = [_name(str(cell)) for cell in cells]
        elif any(cell != "" for cell in cells):
            yield Row(number, {n: str(c) for n, c in zip(names, cells, strict=False)})


def _safe(cell: Any) -> Any:
    """Return the cell so that no spreadsheet takes it for a formula."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _write_csv(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    text.detach()


def _write_xlsx(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("mvsite")
    for row in chain([columns], rows):
        cells = [openpyxl.cell.WriteOnlyCell(sheet, _printable(value)) for value in row]
        for cell in cells:
            if cell.data_type == "f":  # a text that starts with "=" stays a text
                cell.data_type = "s"
        sheet.append(cells)
    book.save(file)


def _printable(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)


def _write_json_lines(
    file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    for row in rows:
        record = dict(zip(columns, row, strict=True))
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
