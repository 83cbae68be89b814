"""Who asks, and which plan and scenario they mean."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from classifier.exceptions import NotFound, NotReady
from classifier.models import Plan, Scenario
from classifier.services.planning_access import Access, open_plan
from classifier.services.planning_classify import progress_of
from classifier.services.planning_undo import last_undoable


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

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the frame around every page of a plan needs, and `more`."""
        return {
            "plan": self.plan,
            "scenario": self.scenario,
            "scenarios": list(self.plan.scenarios.all()),
            "access": self.access,
            "undoable": last_undoable(scenario=self.scenario, by=self.user),
            **more,
        }


def person(request: HttpRequest, permission: str = "") -> User:
    """Return who asks; raises PermissionDenied without the permission on plans."""
    user = request.user
    allowed = not permission or user.has_perm(f"classifier.{permission}_plan")
    if not isinstance(user, User) or not allowed:
        raise PermissionDenied
    return user


def asked(request: HttpRequest, pk: int, number: int | None = None) -> Asked:
    """Return the scenario of that number, by default the chosen or the first one.

    Raises NotFound if it is not there or not theirs to see.
    """
    user = person(request)
    access = open_plan(pk=pk, user=user)
    scenarios = access.plan.scenarios.order_by("-is_chosen", "number")
    scenario = (scenarios.filter(number=number) if number else scenarios).first()
    if scenario is None:
        raise NotFound("This plan has no such scenario.")
    if number and not progress_of(access.plan).is_complete:
        raise NotReady("The rows of this plan are still being classified. Open it from the list.")
    scenario.plan = access.plan
    return Asked(user, access, scenario)


def asked_to_decide(request: HttpRequest, pk: int, number: int | None = None) -> Asked:
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
