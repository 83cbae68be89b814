"""What today's owners mean, settled once for a plan and all its scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count

from classifier.exceptions import Conflict, InvalidInput
from classifier.models import OwnerMapping, Plan, PlanChange, PlanRow
from classifier.models.plan import TeamChoice

from .planning_classify import progress_of
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


def map_owners(
    *, plan: Plan, teams: Mapping[int, str], by: User, seen: Mapping[int, str] | None = None
) -> int:
    """Set the team of each owner, by the mapping's id, and return how many changed.

    What is proposed for open rows follows; decisions stay as they are. `seen` are the teams that
    the person had before their eyes: what they left as it was stays as it is by now.

    Raises
    ------
    InvalidInput
        If a team is none of marketing, sales and another.
    Conflict
        If somebody else set an owner that the person set, or rows have no suggestion yet.
    """
    if not progress_of(plan).is_complete:
        raise Conflict("Not all rows have their suggestion yet. Wait for them, then settle this.")
    with transaction.atomic():
        owners = plan.owners.select_for_update()
        changed = [one for one in owners if _set_team(one, teams, seen or {})]
        OwnerMapping.objects.bulk_update(changed, ["team"])
        plan.owners_confirmed = True
        plan.save(update_fields=["owners_confirmed"])
        if changed:
            _settle_again(plan, changed, by)
    return len(changed)


def _set_team(mapping: OwnerMapping, teams: Mapping[int, str], seen: Mapping[int, str]) -> bool:
    """Set the team that was chosen; return whether it is another now."""
    before = seen.get(mapping.pk, mapping.team)
    team = teams.get(mapping.pk, before)
    if team not in TeamChoice.values:
        raise InvalidInput(f"Choose what “{mapping.name}” is: marketing, sales or another.")
    if team in (before, mapping.team):
        return False
    if mapping.team != before:
        raise Conflict(
            f"“{mapping.name}” was set to {mapping.get_team_display().lower()} meanwhile. Nothing "
            "was saved; look again, then settle it."
        )
    mapping.team = team
    return True


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
