"""An exported plan comes back: its settings, suggestions and decisions."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.contrib.auth.models import User

from classifier.core.decision import confidence_of
from classifier.core.plan_restore import Restored
from classifier.core.plan_sheet import PlanSheet
from classifier.exceptions import InvalidInput
from classifier.models import Plan, PlanChange, PlanRow, Scenario, ScenarioRow

from .planning_rows import BATCH, settle


def set_fte(plan: Plan, period: str, hours_per_fte: Decimal) -> None:
    """Set what a full-time equivalent is, without saving; raises InvalidInput."""
    if period not in Plan.Period.values:
        raise InvalidInput("Hours are for a week or for a year.")
    if not Decimal(1) <= hours_per_fte <= Decimal(10_000):
        raise InvalidInput("A full-time equivalent has 1 to 10,000 hours.")
    plan.period, plan.hours_per_fte = period, hours_per_fte


def restore_settings(plan: Plan, settings: Mapping[str, str]) -> None:
    """Set what the workbook says of the plan, without saving; raises InvalidInput."""
    period = settings.get("period", plan.period)
    hours = settings.get("hours_per_fte", str(plan.hours_per_fte))
    try:
        set_fte(plan, period, Decimal(hours).quantize(Decimal("0.01")))
    except InvalidOperation as error:
        raise InvalidInput(f"“{hours[:40]}” is no number of hours of a person.") from error


def restore_rows(scenario: Scenario, rows: list[PlanRow], sheet: PlanSheet, by: User) -> None:
    """Store the suggestions and decisions of the sheet for `rows`, which are in its order."""
    built = [
        build_restored(scenario, row, cells.restored)
        for row, cells in zip(rows, sheet.rows, strict=True)
        if cells.restored
    ]
    ScenarioRow.objects.bulk_create(built, batch_size=BATCH)
    PlanChange.objects.create(
        scenario=scenario,
        kind=PlanChange.Kind.RESTORE,
        rows=len(built),
        note="from an exported plan; names and times are those in the file",
        done_by=by,
    )


def build_restored(scenario: Scenario, row: PlanRow, known: Restored) -> ScenarioRow:
    """Return the unsaved row as the exported plan had it."""
    classes = {"marketing": known.marketing, "sales": known.sales, "neither": known.neither}
    built = ScenarioRow(
        scenario=scenario,
        row=row,
        suggestion=known.outcome.value,
        marketing=known.marketing,
        sales=known.sales,
        neither=known.neither,
        shared=known.shared,
        confidence=round(confidence_of(known.outcome, classes, known.shared), 6),
        words=known.words,
        version=known.version,
        verdict=known.verdict.value,
        owner=known.owner.value if known.owner else "",
        both=known.is_shared,
        reason=known.reason,
        decided_by=known.decided_by,
        decided_at=known.decided_at,
    )
    settle(built, today=row.owner.team)
    return built
