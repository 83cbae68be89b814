"""What today's owners mean, settled once for a plan and all its scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count

from classifier.exceptions import InvalidInput
from classifier.models import OwnerMapping, Plan, PlanChange, PlanRow
from classifier.models.plan import TeamChoice

from .planning_decisions import queue_up
from .planning_rows import offer_of, save_rows, settle_anew


@dataclass(frozen=True, slots=True)
class OwnerInSheet:
    """An owner of the sheet, what it is taken for, and how many tasks it has."""

    mapping: OwnerMapping
    tasks: int


def list_owners(plan: Plan) -> list[OwnerInSheet]:
    """Return the owners in the order of the sheet."""
    counts = dict(
        PlanRow.objects.filter(plan=plan)
        .order_by()
        .values_list("owner")
        .annotate(Count("pk"))
        .values_list("owner", "pk__count")
    )
    return [OwnerInSheet(one, counts.get(one.pk, 0)) for one in plan.owners.all()]


def map_owners(*, plan: Plan, teams: Mapping[int, str], by: User) -> int:
    """Set the team of each owner, by the mapping's id, and return how many changed.

    What is proposed for open rows follows; decisions stay as they are.

    Raises InvalidInput if a team is none of marketing, sales and another.
    """
    changed = []
    for mapping in plan.owners.all():
        team = teams.get(mapping.pk, mapping.team)
        if team not in TeamChoice.values:
            raise InvalidInput(f"Choose what “{mapping.name}” is: marketing, sales or another.")
        if team != mapping.team:
            mapping.team = team
            changed.append(mapping)
    with transaction.atomic():
        OwnerMapping.objects.bulk_update(changed, ["team"])
        plan.owners_confirmed = True
        plan.save(update_fields=["owners_confirmed"])
        if changed:
            _settle_again(plan, changed, by)
    return len(changed)


def _settle_again(plan: Plan, changed: list[OwnerMapping], by: User) -> None:
    note = "; ".join(str(mapping) for mapping in changed)[:300]
    for scenario in plan.scenarios.all():
        queue_up(scenario)
        rows = list(scenario.rows.filter(row__owner__in=changed).select_related("row__owner"))
        for row in rows:
            settle_anew(row, offer_of(row), today=row.row.owner.team)
        save_rows(rows, ["proposed", "is_shared", "status", "revision"])
        PlanChange.objects.create(
            scenario=scenario, kind=PlanChange.Kind.MAP, rows=len(rows), note=note, done_by=by
        )
