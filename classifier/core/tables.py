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

from .delimited import find_delimiter, read_delimited, split_line
from .encodings import Chained, decode, refuse_other_kinds
from .errors import TableError
from .formulas import escape
from .workbook_guard import refuse_old_workbook
from .workbooks import Workbook, WorkbookWriter

MAX_CELL = 131_072


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
    rest = io.BufferedReader(Chained(head, file))
    if head.startswith(b"PK\x03\x04"):
        return _read_xlsx(rest.read())
    refuse_old_workbook(head)
    refuse_other_kinds(head)
    lines = decode(rest, head)
    passed: list[str] = []
    for first in lines:
        passed.append(first)
        if first.strip():
            break
    else:
        raise TableError("The file is empty.")
    lines = chain(passed, lines)
    if first.lstrip().startswith("{"):
        return _read_json_lines(lines)
    delimiter = find_delimiter(first)
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


def _is_header(line: str, delimiter: str) -> bool:
    return "text" in [_name(cell) for cell in split_line(line, delimiter)]


def _name(cell: str) -> str:
    return cell.strip().strip('"').casefold()


def _read_csv(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    names: list[str] = []
    for number, cells in read_delimited(lines, delimiter):
        if not names:
            names = [_name(cell) for cell in cells]
        else:
            yield Row(number, dict(zip(names, cells, strict=False)))


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
    book = Workbook(content)
    names: list[str] = []
    for number, cells in book.rows(book.sheets[0]):
        if not names:
            names = [_name(str(cell)) for cell in cells]
        else:
            yield Row(number, {n: str(c) for n, c in zip(names, cells, strict=False)})


def _write_csv(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(
        [escape(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    text.detach()


def _write_xlsx(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    book = WorkbookWriter()
    sheet = book.add_sheet("mvsite", columns)
    for row in rows:
        sheet.append(row)
    book.save(file)


def _write_json_lines(
    file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    for row in rows:
        record = dict(zip(columns, row, strict=True))
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
