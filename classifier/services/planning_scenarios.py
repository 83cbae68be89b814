"""Scenarios of a plan: opened, copied, named, chosen, deleted."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max

from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import Plan, Scenario, ScenarioRow

from .nul import refuse_nul
from .planning_access import Access, open_plan
from .planning_rows import BATCH

MOST = 20


@dataclass(frozen=True, slots=True)
class OpenScenario:
    """A scenario that somebody may see."""

    user: User
    access: Access
    scenario: Scenario

    @property
    def plan(self) -> Plan:
        """The plan of the scenario."""
        return self.access.plan


def open_scenario(*, pk: int, number: int | None, user: User) -> OpenScenario:
    """Return that scenario of the plan; without a number, the chosen one, else the first.

    Raises NotFound if the plan or the scenario is not there, or not theirs to see.
    """
    access = open_plan(pk=pk, user=user)
    plan = access.plan
    if number is None:
        return OpenScenario(user, access, _first_scenario(plan))
    return OpenScenario(user, access, find_scenario(plan=plan, number=number))


def find_scenario(*, plan: Plan, number: int) -> Scenario:
    """Return the scenario of that number; raises NotFound."""
    scenario = plan.scenarios.filter(number=number).first()
    if scenario is None:
        raise NotFound(f"This plan has no scenario {number}.")
    scenario.plan = plan
    return scenario


def _first_scenario(plan: Plan) -> Scenario:
    scenario = plan.scenarios.order_by("-is_chosen", "number").first()
    if scenario is None:
        raise NotFound("This plan has no scenario.")
    scenario.plan = plan
    return scenario


def copy_scenario(*, scenario: Scenario, name: str, by: User) -> Scenario:
    """Return a copy with the same suggestions and decisions; its history starts anew.

    Raises InvalidInput for a bad name, Conflict if the name is taken or there are too many.
    """
    plain = _check_name(name)
    plan = scenario.plan
    if plan.scenarios.count() >= MOST:
        raise Conflict(f"A plan has at most {MOST} scenarios. Delete one first.")
    number = (plan.scenarios.aggregate(Max("number"))["number__max"] or 0) + 1
    try:
        with transaction.atomic():
            copy = Scenario.objects.create(plan=plan, number=number, name=plain, created_by=by)
            rows = list(scenario.rows.all())
            for row in rows:
                row.pk, row.scenario, row.revision = None, copy, 0
            ScenarioRow.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError as error:
        raise Conflict(f"A scenario is named “{plain}” already. Choose another name.") from error
    return copy


def rename_scenario(*, scenario: Scenario, name: str) -> None:
    """Set the name; raises what `copy_scenario` raises."""
    scenario.name = _check_name(name)
    try:
        with transaction.atomic():
            scenario.save(update_fields=["name"])
    except IntegrityError as error:
        raise Conflict(f"A scenario is named “{scenario.name}” already.") from error


def choose_scenario(*, scenario: Scenario) -> None:
    """Name this scenario the chosen one; raises Conflict if another is chosen meanwhile."""
    try:
        with transaction.atomic():
            Scenario.objects.filter(plan=scenario.plan, is_chosen=True).update(is_chosen=False)
            Scenario.objects.filter(pk=scenario.pk).update(is_chosen=True)
    except IntegrityError as error:
        raise Conflict("Another scenario was chosen a moment ago. Look again.") from error


def delete_scenario(*, scenario: Scenario) -> None:
    """Delete the scenario; raises Conflict if it is the chosen or the last one."""
    if scenario.is_chosen:
        raise Conflict("This is the chosen scenario. Choose another one first.")
    scenario.delete()


def _check_name(name: str) -> str:
    plain = " ".join(name.split())
    if not 1 <= len(plain) <= 80:
        raise InvalidInput("A scenario needs a name of 1 to 80 characters.")
    refuse_nul(plain, "name")
    return plain
