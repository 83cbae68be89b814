"""Which plan and scenario a program means, and whether its person may."""

from typing import Annotated

from django.http import HttpRequest
from pydantic import Field

from classifier.exceptions import Conflict
from classifier.models import Plan
from classifier.services.planning_classify import progress_of
from classifier.services.planning_scenarios import OpenScenario, open_scenario

from .authentication import caller_of
from .errors import Forbidden
from .numbers import Number

ScenarioNumber = Annotated[
    Number | None, Field(description="Which scenario; by default the chosen one.")
]


def scenario_of(request: HttpRequest, pk: int, number: int | None) -> OpenScenario:
    """Return the scenario; raises NotFound if it is not there or not theirs to see."""
    return open_scenario(pk=pk, number=number, user=caller_of(request).user)


def asked_to_decide(request: HttpRequest, pk: int, number: int | None) -> OpenScenario:
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
