"""Records as files of ours and of other tools, written one by one."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from ..errors import TableError
from ..formulas import escape
from ..workbooks import WorkbookWriter
from . import argilla, doccano, flat, history_sheet, label_studio, prodigy
from .record import Record

MAX_SHEET_ROWS = 1_048_575
"""Rows of a sheet below its header."""

_JSON_LINES = "application/jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write records."""

    title: str
    suffix: str
    content_type: str
    keeps_history: bool
    chunks: Callable[[Iterable[Record]], Iterator[bytes]] | None
    """Yields the file in pieces; None if it can only be written as a whole."""


def write_records(file: IO[bytes], name: str, records: Iterable[Record]) -> None:
    """Write records to `file`; `name` is one of `FORMATS`, else TableError."""
    if name not in FORMATS:
        raise TableError(f"“{name[:40]}” is no format. Formats are {', '.join(FORMATS)}.")
    chunks = FORMATS[name].chunks
    if chunks is None:
        _write_workbook(file, records)
        return
    for chunk in chunks(records):
        file.write(chunk)


def _csv_chunks(records: Iterable[Record]) -> Iterator[bytes]:
    yield _csv_line(flat.COLUMNS)
    for record in records:
        yield _csv_line(flat.row(record))


def _csv_line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([escape(cell) for cell in cells])
    return line.getvalue().encode()


def _write_workbook(file: IO[bytes], records: Iterable[Record]) -> None:
    book = WorkbookWriter()
    sheet = book.add_sheet("examples", flat.COLUMNS)
    history = book.add_sheet(history_sheet.NAME, history_sheet.COLUMNS)
    changes = 0
    for number, record in enumerate(records, start=1):
        rows = flat.history_rows(record)
        changes += len(rows)
        if max(number, changes) > MAX_SHEET_ROWS:
            raise TableError(f"A sheet holds {MAX_SHEET_ROWS:,} rows at most. Use JSON lines.")
        sheet.append(flat.row(record))
        for row in rows:
            history.append(row)
    book.save(file)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _lines(make: Callable[[Record], Any]) -> Callable[[Iterable[Record]], Iterator[bytes]]:
    return lambda records: (_dump(make(record)) + b"\n" for record in records)


def _list(make: Callable[[Record], Any]) -> Callable[[Iterable[Record]], Iterator[bytes]]:
    def chunks(records: Iterable[Record]) -> Iterator[bytes]:
        start = b"[\n"
        for record in records:
            yield start + _dump(make(record))
            start = b",\n"
        yield b"\n]\n" if start == b",\n" else b"[]\n"

    return chunks


FORMATS: dict[str, Format] = {
    "csv": Format(
        title="CSV, for spreadsheets (without history)",
        suffix=".csv",
        content_type="text/csv; charset=utf-8",
        keeps_history=False,
        chunks=_csv_chunks,
    ),
    "xlsx": Format(
        title="XLSX, history on a second sheet",
        suffix=".xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        keeps_history=True,
        chunks=None,
    ),
    "jsonl": Format(
        title="JSON lines, everything",
        suffix=".jsonl",
        content_type=_JSON_LINES,
        keeps_history=True,
        chunks=_lines(flat.line),
    ),
    "doccano": Format(
        title="doccano, JSON lines",
        suffix=".jsonl",
        content_type=_JSON_LINES,
        keeps_history=True,
        chunks=_lines(doccano.line),
    ),
    "labelstudio": Format(
        title="Label Studio, JSON tasks",
        suffix=".json",
        content_type="application/json",
        keeps_history=True,
        chunks=_list(label_studio.task),
    ),
    "argilla": Format(
        title="Argilla, JSON records",
        suffix=".json",
        content_type="application/json",
        keeps_history=True,
        chunks=_list(argilla.record),
    ),
    "prodigy": Format(
        title="Prodigy, JSON lines",
        suffix=".jsonl",
        content_type=_JSON_LINES,
        keeps_history=True,
        chunks=_lines(prodigy.line),
    ),
}
