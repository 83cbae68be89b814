"""Who may see and decide a plan: its owner, and logged-in people with its link."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from classifier.exceptions import InvalidInput, NotFound
from classifier.models import Plan, PlanMember


@dataclass(frozen=True, slots=True)
class Access:
    """A plan that somebody may see."""

    plan: Plan
    is_owner: bool
    may_decide: bool


def visible_plans(user: User) -> QuerySet[Plan]:
    """Return the plans of `user` and those shared with them by a link they opened."""
    shared = PlanMember.objects.filter(user=user).values("plan")
    return (
        Plan.objects.filter(Q(owner=user) | (Q(pk__in=shared) & ~Q(share_token="")))
        .select_related("owner", "version")
        .defer("version__example_ids", "version__metrics")
    )


def open_plan(*, pk: int, user: User) -> Access:
    """Return the plan; raises NotFound if it is not there or not theirs to see."""
    plan = visible_plans(user).filter(pk=pk).first()
    if plan is None:
        raise NotFound("There is no such plan, or it is not shared with you.")
    is_owner = plan.owner_id == user.pk
    return Access(plan, is_owner, is_owner or plan.sharing == Plan.Sharing.DECIDE)


def share_plan(*, plan: Plan, sharing: str) -> str:
    """Give the plan a link, or change what its link allows; return the link's token."""
    if sharing not in Plan.Sharing.values:
        raise InvalidInput("Choose whether the link lets people read, or read and decide.")
    plan.share_token = plan.share_token or secrets.token_urlsafe(24)
    plan.sharing = sharing
    plan.save(update_fields=["share_token", "sharing"])
    return plan.share_token


def unshare_plan(*, plan: Plan) -> None:
    """Make the plan private again: its link and everybody who came by it lose access."""
    with transaction.atomic():
        plan.share_token = ""
        plan.save(update_fields=["share_token"])
        plan.members.all().delete()


def join_plan(*, token: str, user: User) -> Plan:
    """Return the plan behind a link and remember that `user` may see it.

    Raises NotFound if no plan has that link (any more).
    """
    plan = Plan.objects.filter(share_token=token).first() if token else None
    if plan is None:
        raise NotFound("This link leads to no plan. It may have been withdrawn.")
    if plan.owner_id != user.pk:
        PlanMember.objects.get_or_create(plan=plan, user=user)
    return plan
