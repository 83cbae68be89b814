"""What the report on a file shows, as plain values that can be kept."""

from typing import Any

from django.contrib.auth.models import User

from .import_plan import ImportPlan, Kind, PlannedRow

SHOWN = 200
"""Rows of one kind that are listed; the others are counted."""

_LISTED = (
    Kind.BAD,
    Kind.CONFLICTING,
    Kind.NEAR,
    Kind.UNLABELLED,
    Kind.SKIPPED,
    Kind.NEW,
    Kind.SAME,
)


def report(plan: ImportPlan, *, restores: bool) -> dict[str, Any]:
    """Return counts by kind, rows to show, what new facets come, and what is left out.

    `restores` says whether dates, test rows and history of an export will be restored.
    """
    return {
        "counts": plan.counts(),
        "rows": {str(kind): [_row(row) for row in plan.of(kind)[:SHOWN]] for kind in _LISTED},
        "labels": _labels(plan),
        "notices": list(_notices(plan, restores)),
    }


def _row(row: PlannedRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "text": row.text[:300],
        "label": row.label,
        "here": row.example.label if row.kind is Kind.CONFLICTING and row.example else "",
        "example": row.example.pk if row.kind is Kind.CONFLICTING and row.example else None,
        "reason": row.reason,
    }


def _labels(plan: ImportPlan) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in plan.rows:
        if row.kind in (Kind.NEW, Kind.NEAR):
            counts[row.label] = counts.get(row.label, 0) + 1
    return counts


def _notices(plan: ImportPlan, restores: bool) -> Any:
    pasts = [
        row.record.past
        for row in plan.rows
        if row.kind in (Kind.NEW, Kind.NEAR) and row.record and row.record.past
    ]
    if pasts and not restores:
        yield (
            "The file is an export with dates, test rows and history. They are left out: "
            "restoring them needs a right you do not have."
        )
    if pasts and restores:
        yield "Dates, test rows and, where the file has it, history are restored from this export."
        names = {change.by for past in pasts for change in past.changes if change.by}
        known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
        if strangers := sorted(names - known):
            yield (
                f"{', '.join(strangers)[:200]}: no such user here; "
                "their changes are kept without a name."
            )
