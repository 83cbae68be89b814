"""What an exported plan knows of each task beyond the sheet it came from, read back exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .exchange.values import FIRST_YEAR, LAST_YEAR, is_of_our_time
from .labels import Outcome
from .plan_columns import plain_name
from .reorg import Team, Verdict

COLUMNS = (
    "row", "today", "suggested owner", "marketing", "sales", "neither", "both teams", "why",
    "model version", "decision", "decided owner", "decided both", "decision reason",
    "decided by", "decided at",
)  # fmt: skip
"""Names of the columns that make a sheet an exported plan; it needs all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The suggestion and the ruling of one exported row."""

    number: int
    """The row's number in the sheet that the plan was made from."""
    today: Team
    outcome: Outcome
    marketing: float
    sales: float
    neither: float
    shared: float
    words: str
    version: int
    verdict: Verdict
    owner: Team | None
    is_shared: bool
    reason: str
    decided_by: str
    decided_at: datetime | None


SETTINGS = {"period": "hours are for a", "hours_per_fte": "hours of one full-time person"}
"""Settings of a plan and the labels they have on the first sheet of an exported workbook."""


def find_settings(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the settings that stand on a sheet, each as a label with its value beside it."""
    labels = {label: name for name, label in SETTINGS.items()}
    return {labels[row[0]]: row[1] for row in rows if len(row) > 1 and row[0] in labels}


def find_restored_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each of `COLUMNS`; empty if the sheet is no exported plan."""
    names = [plain_name(cell) for cell in header]
    if not all(name in names for name in COLUMNS):
        return {}
    return {name: names.index(name) for name in COLUMNS}


def restore(cells: Mapping[str, str]) -> Restored:
    """Return what the cells of one row say; keys are `COLUMNS`.

    Raises ValueError with two arguments: the column, and what its cell must be.
    """
    verdict = Verdict(_one_of(cells, "decision", [str(one) for one in Verdict]))
    decided = verdict in (Verdict.ACCEPTED, Verdict.OVERRIDDEN)
    owner = Team(_one_of(cells, "decided owner", [str(one) for one in Team])) if decided else None
    reason = cells["decision reason"][:300]
    if verdict is Verdict.OVERRIDDEN and not reason:
        raise ValueError("decision reason", "an override needs a reason")
    return Restored(
        number=_whole(cells, "row"),
        today=Team(_one_of(cells, "today", [str(one) for one in Team])),
        outcome=Outcome(_one_of(cells, "suggested owner", [str(one) for one in Outcome])),
        marketing=_share(cells, "marketing"),
        sales=_share(cells, "sales"),
        neither=_share(cells, "neither"),
        shared=_share(cells, "both teams"),
        words=cells["why"][:300],
        version=_whole(cells, "model version"),
        verdict=verdict,
        owner=owner,
        is_shared=decided and _one_of(cells, "decided both", ["yes", "no", ""]) == "yes",
        reason=reason,
        decided_by=cells["decided by"][:150],
        decided_at=_moment(cells),
    )


def _one_of(cells: Mapping[str, str], name: str, known: list[str]) -> str:
    cell = cells[name].casefold()
    if cell not in known:
        raise ValueError(name, f"it must be one of {', '.join(filter(None, known))}")
    return cell


def _share(cells: Mapping[str, str], name: str) -> float:
    try:
        value = float(cells[name])
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError(name, "it must be a probability from 0 to 1")
    return value


def _whole(cells: Mapping[str, str], name: str) -> int:
    cell = cells[name]
    if not (cell.isascii() and cell.isdecimal() and len(cell) < 9 and int(cell) > 0):
        raise ValueError(name, "it must be a whole number from 1")
    return int(cell)


def _moment(cells: Mapping[str, str]) -> datetime | None:
    cell = cells["decided at"]
    if not cell:
        return None
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(
            "decided at", "it must be a date and time such as 2026-03-01T09:30:00+00:00"
        ) from error
    if moment.tzinfo is None:
        raise ValueError("decided at", "it must name its time zone, such as +00:00")
    if not is_of_our_time(moment):
        raise ValueError("decided at", f"it must be in a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment
