"""Uploaded files that wait until people have said which sheet and columns are meant."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from classifier.core.errors import TableError
from classifier.core.plan_grid import Grid, read_grids
from classifier.exceptions import InvalidInput, NotFound
from classifier.models import Plan, PlanDraft

from .planning import Choice, check_title, read_sheet, store_sheet
from .room import check_room

_KEPT = timedelta(days=1)
_GONE = "This upload is gone: it became a plan or is over a day old. Upload again."


def keep_draft(*, content: bytes, title: str, source: str, owner: User) -> PlanDraft:
    """Keep a file for a day at most; older drafts are thrown away.

    Raises OutOfSpace if the disk is nearly full.
    """
    check_room()
    old_drafts().delete()
    return PlanDraft.objects.create(
        content=content, title=check_title(title), source=source[:200], owner=owner
    )


def old_drafts() -> QuerySet[PlanDraft]:
    """Return the drafts whose time is over."""
    return PlanDraft.objects.filter(created_at__lt=timezone.now() - _KEPT)


def open_draft(*, pk: int, user: User) -> PlanDraft:
    """Return the draft; raises NotFound if it is gone or somebody else's."""
    draft = PlanDraft.objects.filter(pk=pk, owner=user).first()
    if draft is None:
        raise NotFound(_GONE)
    return draft


def draft_grids(draft: PlanDraft) -> list[Grid]:
    """Return the sheets of a draft."""
    try:
        return read_grids(bytes(draft.content))
    except TableError as error:
        raise InvalidInput(str(error)) from error


def finish_draft(*, draft: PlanDraft, choice: Choice) -> Plan:
    """Return the plan that the choice makes of a draft.

    Raises what `load_plan` raises, and NotFound if the draft became one meanwhile.
    """
    sheet = read_sheet(bytes(draft.content), choice=choice)  # before others wait for the database
    with transaction.atomic():
        deleted, _ = PlanDraft.objects.filter(pk=draft.pk).delete()
        if not deleted:
            raise NotFound(_GONE)
        return store_sheet(sheet, title=draft.title, source=draft.source, owner=draft.owner)
