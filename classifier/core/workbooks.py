"""XLSX workbooks: their visible sheets as rows of cells, and rows as sheets."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

import openpyxl
import python_calamine

from .errors import TableError
from .silent_cells import CellError, find_silent_cells, never_calculated
from .workbook_guard import check_workbook

MAX_BLANK_ROWS = 1_000
"""Blank rows in a row after which nothing may follow."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Workbook:
    """A workbook that was checked before it was opened."""

    def __init__(self, content: bytes) -> None:
        """Open the workbook; raises TableError if it cannot or should not be read."""
        self._content = content
        self._has_silent_cells = check_workbook(io.BytesIO(content))
        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        except (python_calamine.CalamineError, OSError) as error:
            raise _unreadable(error) from error
        self.sheets = [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible is python_calamine.SheetVisibleEnum.Visible
            and sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
        ]
        """Names of the visible sheets, in their order."""
        if not self.sheets:
            raise TableError("The workbook has no visible sheet.")

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Any]]]:
        """Yield number, from 1, and cells of the rows that are not blank.

        A cell with an error is a CellError. Raises TableError if a row holds nothing but formulas
        that were never calculated, which would vanish.
        """
        try:
            rows = self._book.get_sheet_by_name(sheet).iter_rows()
        except (python_calamine.CalamineError, OSError) as error:
            raise _unreadable(error) from error
        silent = find_silent_cells(self._content, sheet) if self._has_silent_cells else {}
        last = number = 0
        for number, cells in enumerate(rows, start=1):
            for column, error_name in silent.get(number, ()):
                if error_name:
                    cells[column] = CellError(error_name)
            if all(cell == "" for cell in cells):
                if number in silent:
                    raise never_calculated(number, silent[number][0][0])
                continue
            if number - last > MAX_BLANK_ROWS:
                raise TableError(
                    f"More than {MAX_BLANK_ROWS:,} blank rows stand before row {number:,}. "
                    "Delete them."
                )
            last = number
            yield number, cells
        below = min((row for row in silent if row > number), default=0)
        if below:
            raise never_calculated(below, silent[below][0][0])


class WorkbookWriter:
    """Sheets written row by row, in memory bounded by one row."""

    def __init__(self) -> None:
        """Begin a workbook without sheets."""
        self._book = openpyxl.Workbook(write_only=True)

    def add_sheet(self, name: str, columns: Sequence[str]) -> "SheetWriter":
        """Return a new sheet with a header; several may be written in turns."""
        sheet = SheetWriter(self._book.create_sheet(name))
        sheet.append(columns)
        return sheet

    def save(self, file: IO[bytes]) -> None:
        """Write the workbook to `file`; nothing can be added after."""
        self._book.save(file)


class SheetWriter:
    """One sheet of a workbook that is being written."""

    def __init__(self, sheet: Any) -> None:
        """Take the sheet of openpyxl."""
        self._sheet = sheet

    def append(self, row: Iterable[Any]) -> None:
        """Add a row; every text stays a text, whatever it begins with."""
        self._sheet.append([as_cell(self._sheet, value) for value in row])


def as_cell(sheet: Any, value: Any) -> Any:
    """Return a cell for a sheet that is written row by row; a text stays a text."""
    cell = openpyxl.cell.WriteOnlyCell(sheet, _printable(value))
    if isinstance(value, str):  # not a formula ("=1"), not an error ("#N/A")
        cell.data_type = "s"
    return cell


def cell_text(cell: Any) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO 8601, errors as such."""
    if isinstance(cell, CellError):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return str(cell)


def _printable(value: Any) -> Any:
    """Escape what XML cannot hold as Excel does: _x0001_; also what looks escaped already."""
    if not isinstance(value, str):
        return value
    return _UNPRINTABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", value)


def _unreadable(error: Exception) -> TableError:
    return TableError(f"The file is not an XLSX workbook that can be read: {error}")
