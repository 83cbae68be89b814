"""Who asks, and which plan and scenario they mean."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from classifier.exceptions import NotReady
from classifier.services.planning_access import Access, open_plan
from classifier.services.planning_classify import progress_of
from classifier.services.planning_scenarios import OpenScenario, open_scenario
from classifier.services.planning_undo import last_undoable


def frame(found: OpenScenario, **more: Any) -> dict[str, Any]:
    """Return what the frame around every page of a plan needs, and `more`."""
    return {
        "plan": found.plan,
        "scenario": found.scenario,
        "scenarios": list(found.plan.scenarios.all()),
        "access": found.access,
        "undoable": last_undoable(scenario=found.scenario, by=found.user),
        **more,
    }


def person(request: HttpRequest, permission: str = "") -> User:
    """Return who asks; raises PermissionDenied without the permission on plans."""
    user = request.user
    allowed = not permission or user.has_perm(f"classifier.{permission}_plan")
    if not isinstance(user, User) or not allowed:
        raise PermissionDenied
    return user


def asked(request: HttpRequest, pk: int, number: int | None = None) -> OpenScenario:
    """Return the scenario of that number, by default the chosen or the first one.

    Raises NotFound if it is not there or not theirs to see.
    """
    found = open_scenario(pk=pk, number=number, user=person(request))
    if number is not None and not progress_of(found.plan).is_complete:
        raise NotReady("The rows of this plan are still being classified. Open it from the list.")
    return found


def asked_to_decide(request: HttpRequest, pk: int, number: int | None = None) -> OpenScenario:
    """Return the scenario for somebody who may change it; others are refused."""
    found = asked(request, pk, number)
    if not found.access.may_decide:
        raise PermissionDenied
    return found


def owned(request: HttpRequest, pk: int) -> Access:
    """Return the plan for its owner; people it is shared with are refused."""
    access = open_plan(pk=pk, user=person(request))
    if not access.is_owner:
        raise PermissionDenied
    return access
