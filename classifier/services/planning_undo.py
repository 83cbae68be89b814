"""Undo: the last act of one person on a scenario, as a whole, if nobody built on it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from classifier.exceptions import Conflict
from classifier.models import PlanChange, RowChange, Scenario, ScenarioRow

from .planning_decisions import RULING, WRITTEN, queue_up, record, ruling_as_dict
from .planning_rows import save_rows, settle

_UNDOABLE = (
    PlanChange.Kind.ACCEPT,
    PlanChange.Kind.OVERRIDE,
    PlanChange.Kind.PARK,
    PlanChange.Kind.REOPEN,
)


def last_undoable(*, scenario: Scenario, by: User) -> PlanChange | None:
    """Return what `undo` would take back, or None."""
    mine = scenario.changes.filter(done_by=by, kind__in=_UNDOABLE, undone_by__isnull=True)
    return mine.first()


def undo(*, scenario: Scenario, by: User) -> PlanChange:
    """Take back the last change that `by` made and has not taken back yet.

    Raises Conflict if there is none, or somebody changed one of its rows since.
    """
    with transaction.atomic():
        queue_up(scenario)
        change = last_undoable(scenario=scenario, by=by)
        if change is None:
            raise Conflict("There is nothing of yours to undo in this scenario.")
        row_changes = list(
            RowChange.objects.filter(change=change).select_related("row__row__owner")
        )
        restored = []
        for one in row_changes:
            now = ruling_as_dict(one.row)
            if now != one.after:
                raise Conflict(
                    f"Row {one.row.row.number} was changed by {one.row.decided_by or 'somebody'} "
                    "since. Nothing was undone."
                )
            _put_back(one.row, one.before)
            restored.append((one.row, now))
        save_rows([row for row, _ in restored], WRITTEN)
        return record(scenario, PlanChange.Kind.UNDO, restored, by, undoes=change)


def _put_back(row: ScenarioRow, before: dict[str, Any]) -> None:
    for name in RULING:
        setattr(row, name, before[name])
    moment = before["decided_at"]
    row.decided_at = datetime.fromisoformat(moment) if moment else None
    row.revision += 1
    settle(row, today=row.row.owner.team)
