"""A plan as a workbook: sheets of typed cells, none of which a spreadsheet runs as a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from .workbooks import as_cell

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", start_color="E6E9ED")
_WIDE = {"task": 60, "role": 28, "reason": 40, "decision reason": 40, "why": 40, "team": 16}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title for its tab, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    """Cells are text, whole numbers, decimals, fractions or None."""


def write_book(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the sheets as XLSX."""
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    book.save(file)


def _write_sheet(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for number, name in enumerate(sheet.columns, start=1):
        width = _WIDE.get(name.casefold(), max(10, len(name) + 2))
        page.column_dimensions[get_column_letter(number)].width = width
    head = []
    for name in sheet.columns:
        cell = WriteOnlyCell(page, name)
        cell.font, cell.fill = _BOLD, _HEAD
        head.append(cell)
    page.append(head)
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: Any) -> Any:
    return as_cell(page, float(value) if isinstance(value, Decimal) else value)
