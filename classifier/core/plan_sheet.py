"""A sheet of tasks as the rows of a plan, or the places of everything that is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .errors import TableError, TextError
from .plan_columns import FIELDS, Columns, find_columns
from .plan_grid import Grid, cell_name, each_row
from .plan_numbers import NumberError, find_decimal_marks, parse_number, to_hundredths
from .plan_restore import Restored, find_restored_columns, restore
from .text import MAX_TASK, check_text

MAX_NAME = 200
_SHOWN = 10


class SheetError(TableError):
    """A sheet that is no plan.

    Attributes
    ----------
    problems : list of str
        Each names its cell.
    """

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:_SHOWN]
        if len(problems) > _SHOWN:
            shown.append(f"And {len(problems) - _SHOWN:,} more cells.")
        super().__init__(" ".join(shown))
        self.problems = shown


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One task of a sheet."""

    number: int
    """The row's number in the file."""
    role: str
    task: str
    owner: str
    hours: Decimal
    person: str
    site: str
    cost: Decimal | None
    restored: Restored | None
    """What an exported plan knew of it; None for a sheet that is no exported plan."""

    def facts(self) -> dict[str, Any]:
        """Return the cells by name, without the owner."""
        names = ("number", "role", "task", "hours", "person", "site", "cost")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSheet:
    """A readable sheet."""

    name: str
    rows: list[SheetRow]
    notices: list[str]
    """What the reader should know, though nothing is wrong: rounded hours, equal rows."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Those of an exported workbook, by the names of `plan_restore.SETTINGS`."""

    @property
    def is_restored(self) -> bool:
        """Whether the sheet is an exported plan with its suggestions and decisions."""
        return self.rows[0].restored is not None


def choose_grid(grids: list[Grid], *, sheet: str = "") -> Grid | None:
    """Return the one sheet that holds the tasks; None if people have to choose.

    Raises TableError if `sheet` is named and not there.
    """
    if sheet and grids[0].name == "":
        raise TableError(f"Only workbooks have sheets. Leave “{sheet[:60]}” out, or send an XLSX.")
    if sheet:
        for grid in grids:
            if grid.name == sheet:
                return grid
        raise TableError(
            f"There is no sheet “{sheet[:60]}”. The sheets are "
            f"{', '.join(f'“{grid.name}”' for grid in grids)}."
        )
    if len(grids) == 1:
        return grids[0]
    complete = [grid for grid in grids if not find_columns(grid).missing]
    exported = [grid for grid in complete if find_restored_columns(header_of(grid))]
    if len(exported) == 1:
        return exported[0]
    return complete[0] if len(complete) == 1 else None


def header_of(grid: Grid) -> list[str]:
    """Return the names of the columns as they stand in the sheet."""
    return grid.rows[find_columns(grid).header]


def read_plan_sheet(grid: Grid, columns: Columns | None = None) -> PlanSheet:
    """Return the tasks of a sheet whose columns are found by name, or given.

    Raises
    ------
    SheetError
        Naming each cell that cannot be used, or the columns that are missing.
    """
    columns = columns or find_columns(grid)
    if columns.missing:
        raise SheetError([_missing(grid, columns)])
    header = grid.rows[columns.header]
    reader = _Reader(grid, columns, find_restored_columns(header))
    rows = reader.read()
    if reader.problems:
        raise SheetError(reader.problems)
    if not rows:
        raise SheetError([f"The sheet{_named(grid)} has a header but no rows."])
    return PlanSheet(name=grid.name, rows=rows, notices=[*reader.notices(), *_twins(rows)])


class _Reader:
    def __init__(self, grid: Grid, columns: Columns, restored: Mapping[str, int]) -> None:
        self.problems: list[str] = []
        self._grid, self._columns, self._restored = grid, columns, restored
        self._marks = {name: self._find_marks(name) for name in ("hours", "cost")}
        self._rounded: list[str] = []
        self._only_errors: list[int] = []
        self._seen: set[int] = set()
        self._spread = False

    def read(self) -> list[SheetRow]:
        rows = []
        for index, number, cells in each_row(self._grid, self._columns.header + 1):
            if any(cells):
                rows.append(self._row(index, number, cells))
            else:
                self._pass_over(index, number)
        return rows

    def notices(self) -> list[str]:
        found = []
        if self._rounded:
            places = ", ".join(self._rounded[:3]) + (" …" if len(self._rounded) > 3 else "")
            found.append(
                f"Numbers with more than two decimal places were rounded to hundredths: "
                f"{len(self._rounded):,} of them ({places})."
            )
        if self._spread:
            found.append("Merged cells count for each row that they span.")
        if self._only_errors:
            found.append(
                "Rows that hold nothing but errors were passed over: "
                f"{len(self._only_errors):,} of them, the first is row {self._only_errors[0]}."
            )
        for name in self._columns.twice.values():
            found.append(f"More than one column is named “{name}”; none of them was read.")
        return found

    def _row(self, index: int, number: int, cells: list[str]) -> SheetRow:
        def text(name: str) -> str:
            return self._text(name, index, number, cells)

        self._check_width(number, cells)
        restored = self._restore(number, cells)
        return SheetRow(
            number=restored.number if restored else number,
            role=text("role"),
            task=self._task(index, number, cells),
            owner=text("owner"),
            hours=self._number("hours", index, number, cells) or Decimal("0.00"),
            person=text("person"),
            site=text("site"),
            cost=self._number("cost", index, number, cells),
            restored=restored,
        )

    def _pass_over(self, index: int, number: int) -> None:
        """Heed a row without a text: a formula that was never calculated may stand for one."""
        silent = self._grid.silent
        found = {name: silent.get((index, at)) for name, at in self._columns.places.items()}
        for name, error in found.items():
            if error == "":
                self._is_silent(name, index, number)
        if any(found.values()):
            self._only_errors.append(number)

    def _check_width(self, number: int, cells: list[str]) -> None:
        named = len(self._grid.rows[self._columns.header])
        width = max(named, *(at + 1 for at in self._columns.places.values()))
        if any(cells[width:]):
            self.problems.append(
                f"Row {number} has {len(cells)} cells but the header has {width}. "
                "Put quotes around a text that holds the delimiter."
            )

    def _cell(self, name: str, cells: list[str]) -> str:
        column = self._columns.places.get(name, len(cells))
        return cells[column] if column < len(cells) else ""

    def _is_silent(self, name: str, index: int, number: int) -> bool:
        """Complain of a cell that holds an error, or a formula without its value."""
        error = self._grid.silent.get((index, self._columns.places.get(name, -1)))
        if error is None:
            return False
        wrong = f"holds the error {error} of a formula; correct the formula"
        unknown = (
            "is empty, as its formula was never calculated; open the file in a spreadsheet "
            "program and save it"
        )
        self._complain(number, name, wrong if error else unknown)
        return True

    def _text(self, name: str, index: int, number: int, cells: list[str]) -> str:
        if self._is_silent(name, index, number):
            return ""
        cell = " ".join(self._cell(name, cells).split())
        self._spread |= (index, self._columns.places.get(name, -1)) in self._grid.merged
        if not cell and name in ("role", "owner"):
            self._complain(number, name, f"is empty; each task needs its {name}")
        elif len(cell) > MAX_NAME:
            self._complain(number, name, f"has {len(cell):,} characters; the limit is {MAX_NAME}")
        elif "\x00" in cell or "\ufffd" in cell:
            self._complain(number, name, "holds characters that are not text")
        return cell

    def _task(self, index: int, number: int, cells: list[str]) -> str:
        if self._is_silent("task", index, number):
            return ""
        text = " ".join(self._cell("task", cells).split())
        if (index, self._columns.places["task"]) in self._grid.merged:
            self._complain(number, "task", "is part of a merged cell; give each row its own task")
            return text
        try:
            return check_text(text, limit=MAX_TASK)
        except TextError as error:
            wrong = "is empty; each row needs a task" if error.code == "empty" else f": {error}"
            self._complain(number, "task", wrong)
            return text

    def _number(self, name: str, index: int, number: int, cells: list[str]) -> Decimal | None:
        column = self._columns.places.get(name)
        if column is None or self._is_silent(name, index, number):
            return None
        cell = self._cell(name, cells)
        if whole := self._grid.merged.get((index, column)):
            self._complain(
                number, name, f"is part of the merged cell {whole}; give each row its own"
            )
            return None
        if not cell and name == "cost":
            return None
        marks = {"."} if (index, column) in self._grid.numeric else self._marks[name]
        try:
            value = parse_number(cell, marks=marks, name=name)
        except NumberError as error:
            self._complain(number, name, str(error))
            return None
        if value != to_hundredths(value):
            self._rounded.append(cell_name(number, column))
        return to_hundredths(value)

    def _restore(self, number: int, cells: list[str]) -> Restored | None:
        if not self._restored:
            return None
        found = {name: cells[at] if at < len(cells) else "" for name, at in self._restored.items()}
        try:
            restored = restore(found)
            if restored.number in self._seen:
                raise ValueError("row", "another row has that number")
            self._seen.add(restored.number)
            return restored
        except ValueError as error:
            name = error.args[0]
            place = cell_name(number, self._restored[name])
            self.problems.append(f"{place} ({name}) has “{found[name][:40]}”; {error.args[1]}.")
            return None

    def _find_marks(self, name: str) -> set[str]:
        column = self._columns.places.get(name)
        if column is None:
            return set()
        start = self._columns.header + 1
        return find_decimal_marks(
            cells[column]
            for index, _, cells in each_row(self._grid, start)
            if column < len(cells) and (index, column) not in self._grid.numeric
        )

    def _complain(self, number: int, name: str, what: str) -> None:
        place = cell_name(number, self._columns.places[name])
        self.problems.append(f"{place} ({name}) {what}.".replace(" :", ":").replace("..", "."))


def _missing(grid: Grid, columns: Columns) -> str:
    found = ", ".join(f"“{name}”" for name in grid.rows[columns.header] if name)[:300]
    row = grid.numbers[columns.header]
    place = f" of the sheet{_named(grid)}" if grid.name else ""
    return (
        f"{columns.explain_missing()} Row {row}{place} has {found or 'no names'}. "
        f"A plan needs role, task, owner and hours, and may have {', '.join(FIELDS[4:])}."
    )


def _named(grid: Grid) -> str:
    return f" “{grid.name}”" if grid.name else ""


def _twins(rows: list[SheetRow]) -> list[str]:
    key: Callable[[SheetRow], tuple[object, ...]] = lambda row: (  # noqa: E731
        row.role, row.task.casefold(), row.owner, row.hours, row.person, row.site, row.cost,
    )  # fmt: skip
    first: dict[tuple[object, ...], int] = {}
    twins = []
    for row in rows:
        if key(row) in first:
            twins.append((first[key(row)], row.number))
        else:
            first[key(row)] = row.number
    if not twins:
        return []
    pairs = ", ".join(f"{a} and {b}" for a, b in twins[:3]) + (" …" if len(twins) > 3 else "")
    return [
        f"{len(twins):,} {'row repeats' if len(twins) == 1 else 'rows repeat'} an earlier one in "
        f"every column (rows {pairs}). All of them are counted."
    ]
