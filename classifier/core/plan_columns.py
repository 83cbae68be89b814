"""Which column of a sheet holds what: by name, or as people chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .plan_grid import Grid

REQUIRED = ("role", "task", "owner", "hours")
OPTIONAL = ("person", "site", "cost")
FIELDS = REQUIRED + OPTIONAL

_NAMES: Mapping[str, tuple[str, ...]] = {
    "role": ("role", "job title", "job", "position", "title"),
    "task": ("task", "task description", "activity", "responsibility", "duty", "text"),
    "owner": ("owner", "current owner", "owning team", "team", "department", "function"),
    "hours": (
        "hours", "hours per week", "hours a week", "hours/week", "hours per year", "hours a year",
        "hours/year", "weekly hours", "hrs", "h", "h/week",
    ),
    "person": ("person", "employee", "name", "who"),
    "site": ("site", "location", "office", "region"),
    "cost": ("cost", "costs", "salary cost", "annual cost"),
}  # fmt: skip
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the header stands and which column, from 0, holds each field."""

    header: int
    """Index into the rows of the grid."""
    places: Mapping[str, int]
    twice: Mapping[str, str] = field(default_factory=dict)
    """The names that more than one column has, by the fields that have no column for it."""

    @property
    def missing(self) -> list[str]:
        """The required fields without a column."""
        return [name for name in REQUIRED if name not in self.places]

    def explain_missing(self) -> str:
        """Say which required fields no column is named after, and which more than one."""
        absent = ", ".join(f"“{name}”" for name in self.missing if name not in self.twice)
        said = [f"No column is named {absent}."] if absent else []
        doubled = [self.twice[name] for name in self.missing if name in self.twice]
        return " ".join([*said, *(f"More than one column is named “{name}”." for name in doubled)])


def find_columns(grid: Grid) -> Columns:
    """Return the columns by their names, in the first row that names the most of them.

    Rows above it, a title for instance, are skipped.
    """
    best = Columns(header=0, places={})
    for index, cells in enumerate(grid.rows[:_HEADER_WITHIN]):
        columns = _match(index, cells)
        if len(columns.places) > len(best.places):
            best = columns
    return best


def plain_name(cell: str) -> str:
    """Return a column's name without case, marks and doubled spaces."""
    return " ".join(cell.casefold().replace("_", " ").replace("*", " ").strip(" :?").split())


def _match(index: int, cells: Sequence[str]) -> Columns:
    names = [plain_name(cell) for cell in cells]
    places: dict[str, int] = {}
    twice: dict[str, str] = {}
    for one, known in _NAMES.items():
        name = next((name for name in known if name in names), None)
        if name is None:
            continue
        if names.count(name) > 1:  # people have to choose
            twice[one] = name
        else:
            places[one] = names.index(name)
    return Columns(header=index, places=places, twice=twice)
