"""Cells that some spreadsheet would run, and whether a file leaves them so."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

import openpyxl

FORMULA = "=cmd|' /C calc'!A0"
TRIGGERS = (
    FORMULA, '=HYPERLINK("http://x.test","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "\x00=1+1", " =1+1", "\u00a0=1+1", "\u3000+1+1", "\ufeff=1+1", "\u200b@SUM(A1)", "\x0b=1+1",
    "call\n=1+1", "call\r\n-1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "'=1+1", "''\n=1+1",
    '"=1+1"', f"call;{FORMULA};x",
)  # fmt: skip
"""The last is cut at its semicolons where a comma is the mark of decimals."""

_MARKS = tuple("=+-@＝＋－＠")
_CUTS = re.compile("[;\t\r\n]")


def csv_cells(content: bytes) -> list[str]:
    text = io.StringIO(content.decode(), newline="")
    return [cell for line in csv.reader(text) for cell in line]


def running(cells: list[str]) -> list[str]:
    """Return the cells that would run, whole or where a program cuts them once more."""
    return [cell for cell in cells if any(map(_runs, _CUTS.split(cell)))]


def sheet_cells(content: bytes) -> Iterator[openpyxl.cell.Cell]:
    """Yield the cells of all sheets that hold something else than a number."""
    for page in openpyxl.load_workbook(io.BytesIO(content)):
        for line in page.iter_rows():
            yield from (cell for cell in line if not isinstance(cell.value, int | float | None))


def _runs(part: str) -> bool:
    seen = [c for c in part if not (c.isspace() or unicodedata.category(c) in ("Cc", "Cf"))]
    return "".join(seen).startswith(_MARKS)
