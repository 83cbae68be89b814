"""Cells that calamine leaves blank though they hold something: errors, formulas without value.

A program that writes formulas without working them out leaves their values to whoever opens and
saves the workbook; read before that, their rows would vanish.
"""

import io
import zipfile
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from .errors import TableError
from .sheet_extent import column_of, local_name, parse_part, whole_number

MAX_SILENT = 500_000
_CHUNK = 1 << 20

SilentCells = dict[int, list[tuple[int, str]]]
"""Column, from 0, and the error's name by row, from 1; no name is a formula without value."""


class CellError(str):
    """The name of the error, such as #N/A, in a cell; a text that reads the same is a str."""

    __slots__ = ()


def find_silent_cells(content: bytes, sheet: str) -> SilentCells:
    """Return the silent cells of a sheet of a workbook that `check_workbook` let pass.

    Raises TableError if there are too many, or the sheet is not where it should be.
    """
    scan = _Scan(sheet)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parse_part(_chunks(archive, _part_of(archive, sheet)), scan.start, scan.text, scan.end)
    except (KeyError, OSError, zipfile.BadZipFile) as error:
        raise TableError(
            "The workbook is built in an unusual way. Save it again as XLSX."
        ) from error
    return scan.found


def never_calculated(row: int, column: int) -> TableError:
    """Return the refusal that names a formula without value."""
    return TableError(
        f"{get_column_letter(column + 1)}{row} holds a formula that was never calculated. "
        "Open the file in a spreadsheet program and save it."
    )


class _Scan:
    def __init__(self, sheet: str) -> None:
        self.found: SilentCells = {}
        self._sheet, self._count = sheet, 0
        self._row = self._column = 0
        self._kind, self._value = "", ""
        self._has_formula = self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local_name(name):
            case "row":
                self._row = whole_number(attributes.get("r", ""), self._row + 1)
                self._column = 0
            case "c":
                self._column = column_of(attributes.get("r", ""), self._column + 1)
                self._kind, self._value = attributes.get("t", ""), ""
                self._has_formula = False
            case "f":
                self._has_formula = True
            case "v":
                self._in_value = True

    def text(self, data: str) -> None:
        if self._in_value:
            self._value = (self._value + data)[:40]

    def end(self, name: str) -> None:
        match local_name(name):
            case "v":
                self._in_value = False
            case "c":
                value = self._value.strip()
                is_error = self._kind == "e" and value
                # A formula whose result is the empty text says so by its type.
                if is_error or (self._has_formula and not value and self._kind != "str"):
                    self._note(value)

    def _note(self, value: str) -> None:
        self._count += 1
        if self._count > MAX_SILENT:
            raise TableError(
                f"The sheet “{self._sheet}” holds more than {MAX_SILENT:,} errors and formulas "
                "that were never calculated. Correct them, or save it as CSV."
            )
        self.found.setdefault(self._row, []).append((self._column - 1, value))


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet; the empty text if there is none."""
    ids: list[str] = []
    targets: list[str] = []

    def note_id(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "sheet" and attributes.get("name") == sheet:
            ids.extend(value for key, value in attributes.items() if local_name(key) == "id")

    def note_target(_: str, attributes: dict[str, str]) -> None:
        if attributes.get("Id") in ids[:1]:
            targets.append(attributes.get("Target", ""))

    parse_part(_chunks(archive, "xl/workbook.xml"), note_id)
    parse_part(_chunks(archive, "xl/_rels/workbook.xml.rels"), note_target)
    target = (targets or [""])[0].removeprefix("/")
    part = target if target.startswith("xl/") else f"xl/{target}"
    names = {name.casefold(): name for name in archive.namelist()}  # in any case, as calamine does
    return names.get(part.casefold(), part)


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as file:
        yield from iter(lambda: file.read(_CHUNK), b"")
