"""Which plan and scenario a program means, and whether its person may."""

from dataclasses import dataclass
from typing import Annotated

from django.contrib.auth.models import User
from django.http import HttpRequest
from pydantic import Field

from classifier.exceptions import Conflict, NotFound
from classifier.models import Plan, Scenario
from classifier.services.planning_access import Access, open_plan
from classifier.services.planning_classify import progress_of
from classifier.services.planning_scenarios import find_scenario

from .authentication import caller_of
from .errors import Forbidden
from .numbers import Number

ScenarioNumber = Annotated[
    Number | None, Field(description="Which scenario; by default the chosen one.")
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A scenario that the person may see."""

    user: User
    access: Access
    scenario: Scenario

    @property
    def plan(self) -> Plan:
        """The plan of the scenario."""
        return self.access.plan


def scenario_of(request: HttpRequest, pk: int, number: int | None) -> Asked:
    """Return the scenario; raises NotFound if it is not there or not theirs to see."""
    user = caller_of(request).user
    access = open_plan(pk=pk, user=user)
    if number:
        return Asked(user, access, find_scenario(plan=access.plan, number=number))
    scenario = access.plan.scenarios.order_by("-is_chosen", "number").first()
    if scenario is None:
        raise NotFound("This plan has no scenario.")
    scenario.plan = access.plan
    return Asked(user, access, scenario)


def asked_to_decide(request: HttpRequest, pk: int, number: int | None) -> Asked:
    """Return the scenario for somebody who may change it; raises Forbidden for others."""
    found = scenario_of(request, pk, number)
    if not found.access.may_decide:
        raise Forbidden("This plan is shared with you to read, not to decide.")
    return found


def check_complete(plan: Plan) -> None:
    """Raise Conflict while rows of the plan have no suggestion."""
    progress = progress_of(plan)
    if not progress.is_complete:
        raise Conflict(
            f"{progress.done:,} of {progress.total:,} rows have a suggestion. "
            "POST to the plan's suggestions until all have."
        )
