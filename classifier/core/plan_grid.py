"""The cells of a sheet as people see them: CSV of any make, pasted cells, every sheet of an XLSX.

Cells keep their place, so that a message can name it: row 5, column D is “D5”.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from .encodings import decode
from .errors import TableError
from .formulas import restore
from .silent_cells import SilentCells, find_silent_cells
from .workbook_guard import check_workbook, refuse_old_workbook

MAX_BYTES = 20_000_000
MAX_ROWS = 50_000
"""Most rows with something in them, the header aside."""
_MAX_COLUMNS = 200
_MAX_MERGED = 500_000
"""Rows that the merged cells of a sheet may span together."""
_DELIMITERS = "\t;,|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: rows of texts, all cells stripped."""

    name: str
    """Empty for CSV and pasted cells."""
    rows: list[list[str]]
    numbers: list[int]
    """The row number of each row in the file, from 1."""
    numeric: frozenset[tuple[int, int]] = frozenset()
    """Places (row index, column index) whose cell was a number."""
    merged: dict[tuple[int, int], str] = field(default_factory=dict)
    """Places inside a merged cell, its first cell aside, with the name of the whole."""
    silent: dict[tuple[int, int], str] = field(default_factory=dict)
    """Places that are empty here but not in the file, with the error they hold; no error is a
    formula that was never calculated."""


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell; `row` counts from 1 as in the file, `column` from 0."""
    return f"{get_column_letter(column + 1)}{row}"


def read_grids(content: bytes) -> list[Grid]:
    """Return the visible sheets of a workbook, or the one grid of a CSV or of pasted cells.

    Raises
    ------
    TableError
        If it is empty, too large or no table; the message names the row where there is one.
    """
    if len(content) > MAX_BYTES:
        raise TableError(
            f"The file has {len(content) / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB. "
            "Leave out sheets and pictures, or split it."
        )
    if not content.strip():
        raise TableError("The file is empty.")
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content)
    refuse_old_workbook(content)
    grid = _read_text("".join(decode(io.BytesIO(content), content)))
    if not grid.rows:
        raise TableError("The file is empty.")
    return [grid]


def _read_text(text: str) -> Grid:
    lines = io.StringIO(text, newline="")
    first = text.split("\n", 1)[0].strip().lower()
    delimiter = _find_delimiter(text)
    skipped = 0
    if first.startswith("sep=") and len(first) == 5:  # a line that some spreadsheets write
        delimiter, skipped = text[4], 1
        lines.readline()
    rows, numbers, number = [], [], skipped + 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append([_clean(restore(cell)) for cell in cells[:_MAX_COLUMNS]])
                numbers.append(number)
                _check_count(len(rows))
            number = skipped + reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"Row {number} cannot be read as CSV: {error}.") from error
    return Grid(name="", rows=rows, numbers=numbers)


def _find_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first lines into most cells, quoted ones heeded."""
    head = text[:20_000].splitlines()[:20]

    def cells(delimiter: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(head, delimiter=delimiter))
        except csv.Error:
            return 0

    if "\t" in text[:20_000] and cells("\t") >= len(head) - 1:
        return "\t"  # pasted cells: commas in the sentences do not count
    header = next((line for line in head if line.strip()), "")
    counts = {d: (len(next(csv.reader([header], delimiter=d), [])), cells(d)) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda delimiter: counts[delimiter])


def _read_workbook(content: bytes) -> list[Grid]:
    may_be_silent = check_workbook(io.BytesIO(content))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        grids = [
            _read_sheet(
                book.get_sheet_by_name(name),
                find_silent_cells(content, name) if may_be_silent else {},
            )
            for name in visible
        ]
    except (python_calamine.CalamineError, OSError) as error:
        raise TableError(f"The file is not an XLSX workbook that can be read: {error}") from error
    filled = [grid for grid in grids if any(map(any, grid.rows))]
    if not filled:
        raise TableError("The workbook is empty.")
    return filled


def _read_sheet(sheet: Any, silent: SilentCells) -> Grid:
    rows: list[list[str]] = []
    numbers: list[int] = []
    numeric: set[tuple[int, int]] = set()
    merged: dict[tuple[int, int], str] = {}
    quiet: dict[tuple[int, int], str] = {}
    cells = sheet.to_python(skip_empty_area=False)
    cells.extend([] for _ in range(len(cells), max(silent, default=0)))
    spread = _spread(sheet, cells)
    for index, values in enumerate(cells):
        texts, numbers_here, merged_here = [], set(), {}
        for column, value in enumerate(values[:_MAX_COLUMNS]):
            place = (len(rows), column)
            found = value
            if (index, column) in spread:  # a value merged downwards counts for each row
                found, merged_here[place] = spread[index, column]
            if isinstance(found, float | int) and not isinstance(found, bool):
                numbers_here.add(place)
            texts.append(_text(found))
        quiet_here = silent.get(index + 1, [])
        own = any(
            text for column, text in enumerate(texts) if (len(rows), column) not in merged_here
        )
        if own or quiet_here:
            quiet |= {(len(rows), column): error for column, error in quiet_here}
            rows.append(texts)
            numbers.append(index + 1)
            numeric |= numbers_here
            merged |= merged_here
            _check_count(len(rows))
    return Grid(
        name=sheet.name,
        rows=rows,
        numbers=numbers,
        numeric=frozenset(numeric),
        merged=merged,
        silent=quiet,
    )


def _spread(sheet: Any, cells: list[list[Any]]) -> dict[tuple[int, int], tuple[object, str]]:
    """Return value and name of each merged cell by the places below its first.

    Raises TableError if the merged cells span more rows than is sensible: they may overlap.
    """
    spread: dict[tuple[int, int], tuple[object, str]] = {}
    spanned = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        spanned += min(bottom + 1, len(cells)) - top
        if spanned > _MAX_MERGED:
            raise TableError(
                f"The merged cells of the sheet “{sheet.name}” span more than {_MAX_MERGED:,} rows "
                "together. Unmerge them."
            )
        name = f"{cell_name(top + 1, left)}:{cell_name(bottom + 1, right)}"
        for row in range(top + 1, min(bottom + 1, len(cells))):
            spread[row, left] = cells[top][left], name
    return spread


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}"
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _clean(str(value))


def _clean(cell: str) -> str:
    """Return the text without what no sheet can hold."""
    text: str = ILLEGAL_CHARACTERS_RE.sub("", cell.replace("\u00a0", " "))
    return text.strip()


def _check_count(rows: int) -> None:
    if rows > MAX_ROWS + 1:
        raise TableError(
            f"The sheet has more than {MAX_ROWS:,} rows. Split it into plans of fewer rows."
        )


def each_row(grid: Grid, start: int) -> Iterator[tuple[int, int, list[str]]]:
    """Yield index, row number in the file and cells of the rows from index `start` on."""
    for index in range(start, len(grid.rows)):
        yield index, grid.numbers[index], grid.rows[index]
