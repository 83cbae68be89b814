"""Tables out: CSV, XLSX and JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from .errors import TableError
from .formulas import escape
from .workbooks import WorkbookWriter


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
