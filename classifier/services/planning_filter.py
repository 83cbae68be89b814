"""Which rows of a scenario are meant: the same filter for lists, bulk decisions and exports."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from classifier.models import Scenario, ScenarioRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilter:
    """What the rows must have; empty fields ask for nothing."""

    words: str = ""
    """Found in the task, the role, the person or the owner's name, whatever the case; on SQLite
    letters beyond A to Z as they are."""
    status: str = ""
    suggestion: str = ""
    today: str = ""
    proposed: str = ""
    verdict: str = ""
    role: str = ""
    person: str = ""
    confidence_below: int | None = None
    """In per cent."""


def filter_rows(scenario: Scenario, wanted: RowFilter) -> QuerySet[ScenarioRow]:
    """Return the rows in the order of the sheet."""
    exact = {
        "status": wanted.status,
        "suggestion": wanted.suggestion,
        "row__owner__team": wanted.today,
        "proposed": wanted.proposed,
        "verdict": wanted.verdict,
        "row__role": wanted.role,
        "row__person": wanted.person,
    }
    rows = scenario.rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.confidence_below is not None:
        rows = rows.filter(confidence__lt=wanted.confidence_below / 100)
    if wanted.words:
        words = wanted.words
        rows = rows.filter(
            Q(row__task__icontains=words)
            | Q(row__role__icontains=words)
            | Q(row__person__icontains=words)
            | Q(row__owner__name__icontains=words)
        )
    return rows.order_by("row__number")


def in_bulk(rows: QuerySet[ScenarioRow], wanted: RowFilter) -> QuerySet[ScenarioRow]:
    """Return those of the filtered rows that a bulk decision may change.

    Rows that somebody decided stay as they are unless the filter asks for their decision.
    """
    return rows if wanted.verdict else rows.filter(verdict="open")
