"""Which column of a sheet holds what: by name, or as people chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

    @property
    def missing(self) -> list[str]:
        """The required fields without a column."""
        return [name for name in REQUIRED if name not in self.places]


def find_columns(grid: Grid) -> Columns:
    """Return the columns by their names, in the first row that names the most of them.

    Rows above it, a title for instance, are skipped.
    """
    best = Columns(header=0, places={})
    for index, cells in enumerate(grid.rows[:_HEADER_WITHIN]):
        places = _match(cells)
        if len(places) > len(best.places):
            best = Columns(header=index, places=places)
    return best


def plain_name(cell: str) -> str:
    """Return a column's name without case, marks and doubled spaces."""
    return " ".join(cell.casefold().replace("_", " ").replace("*", " ").strip(" :?").split())


def _match(cells: Sequence[str]) -> dict[str, int]:
    names = [plain_name(cell) for cell in cells]
    places: dict[str, int] = {}
    for field, known in _NAMES.items():
        for name in known:
            found = [column for column, one in enumerate(names) if one == name]
            if len(found) == 1:
                places[field] = found[0]
            if found:  # the same name twice: people have to choose
                break
    return places
