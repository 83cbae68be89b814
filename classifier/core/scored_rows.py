"""Scored rows as lines: kept while they are scored, and written out as CSV, XLSX or JSON lines."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from .formulas import escape
from .workbooks import WorkbookWriter

Row = list[Any]
FORMS = ("csv", "xlsx", "jsonl")

_CHUNK = 1 << 16
_LINES = 500


def keep_apart(columns: Iterable[str], ours: Iterable[str]) -> list[str]:
    """Return the names that the columns of a file have beside `ours`.

    One that is named like one of ours, as in a result that is scored again, gets “ (file)” after
    its name.
    """
    taken, names = set(ours), []
    for column in columns:
        name = column
        while name in taken:
            name = f"{name} (file)"
        taken.add(name)
        names.append(name)
    return names


def pack(row: Sequence[Any]) -> bytes:
    """Return a row as the line in which it is kept."""
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def unpack(file: IO[bytes]) -> Iterator[Row]:
    """Yield the rows of a file of such lines."""
    return map(json.loads, file)


def csv_line(row: Iterable[Any]) -> bytes:
    """Return a row as CSV; text that a spreadsheet would run as a formula stays text."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow([escape(c) if isinstance(c, str) else c for c in row])
    return line.getvalue().encode()


def json_line(columns: Sequence[str], row: Iterable[Any]) -> bytes:
    """Return a row as a JSON object of its columns."""
    record = dict(zip(columns, row, strict=True))
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def write_out(form: str, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a file of one of `FORMS` in chunks; a workbook comes after its last row was read."""
    if form == "xlsx":
        return _workbook(columns, rows)
    if form == "csv":
        return _joined(csv_line(row) for row in _headed(columns, rows))
    return _joined(json_line(columns, row) for row in rows)


def write_workbook(file: IO[bytes], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows to a workbook of one sheet."""
    book = WorkbookWriter()
    sheet = book.add_sheet("mvsite", columns)
    for row in rows:
        sheet.append(row)
    book.save(file)


def _headed(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Sequence[Any]]:
    yield columns
    yield from rows


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines to chunks worth sending."""
    waiting: list[bytes] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _LINES:
            yield b"".join(waiting)
            waiting.clear()
    if waiting:
        yield b"".join(waiting)


def _workbook(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        write_workbook(file, columns, rows)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
