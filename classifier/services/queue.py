"""The review queue: each curator gets the next item, and nobody gets another one's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from classifier.models import Turn

from .queue_items import Item, Kind, show, waiting

HOLD = timedelta(minutes=15)
"""How long an item stays with the curator it was shown to."""

KINDS = (Kind.FEEDBACK, Kind.DOUBT, Kind.SECOND, Kind.CANDIDATE)
"""The order of the queue: first what a person waits for."""

_TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much a curator did today, and how much waits, by kind."""

    done: int
    waiting: dict[str, int]
    """What nobody decided yet, whoever has it now."""
    skipped: int

    @property
    def total(self) -> int:
        """Return what was done today and what waits together."""
        return self.done + sum(self.waiting.values())


def next_item(user: User, *, kinds: Sequence[str] = KINDS) -> Item | None:
    """Return the item whose turn it is, held for `user`; None if nothing is left for them.

    The one they got last and hold still comes first: a page loaded twice shows it twice, and what
    was undone is at hand.
    """
    held = Turn.objects.filter(curator=user, kind__in=kinds, outcome="", until__gte=Now())
    for turn in held.select_related("curator").order_by("-pk"):
        if item := show(turn):
            return item
        end_turn(turn, Turn.Outcome.GONE)
    for kind in kinds:
        if item := _next_of(kind, user):
            return item
    return None


def progress(user: User, *, kinds: Sequence[str] = KINDS) -> Progress:
    """Return what `user` did today and what waits."""
    mine = Turn.objects.filter(curator=user)
    return Progress(
        done=mine.filter(ended_at__gte=_today(), outcome__in=Turn.DONE).count(),
        waiting={kind: waiting(kind, user).count() for kind in kinds},
        skipped=mine.filter(kind__in=kinds, outcome=Turn.Outcome.SKIPPED).count(),
    )


def end_turn(turn: Turn, outcome: Turn.Outcome) -> bool:
    """Close an open turn by compare-and-set; return whether it was still its curator's."""
    mine = Turn.objects.filter(pk=turn.pk, curator=turn.curator, outcome="")
    return bool(mine.update(outcome=outcome, ended_at=Now()))


def hold(kind: str, pk: int, user: User) -> Turn | None:
    """Return a turn of `user` with this row, or None if somebody else has it."""
    until = Now() + HOLD
    turns = Turn.objects.filter(kind=kind, item=pk, outcome="")
    free = turns.filter(Q(curator=user) | Q(until__lt=Now()))
    if not free.update(curator=user, until=until):
        try:
            with transaction.atomic():
                Turn.objects.create(kind=kind, item=pk, curator=user, until=until)
        except IntegrityError:  # the other curator was faster
            return None
    return turns.filter(curator=user).select_related("curator").first()


def return_skipped(user: User) -> int:
    """Let the items that `user` skipped come again; return how many."""
    skipped = Turn.objects.filter(curator=user, outcome=Turn.Outcome.SKIPPED)
    return skipped.update(outcome=Turn.Outcome.UNDONE)


def _next_of(kind: str, user: User) -> Item | None:
    for _ in range(_TRIES):
        row = _first(kind, user)
        if row is None:
            return None
        turn = hold(kind, row, user)
        if turn is None:
            continue
        if item := show(turn):
            return item
        end_turn(turn, Turn.Outcome.GONE)  # decided between the look and the hold
    return None


def _first(kind: str, user: User) -> int | None:
    rows = _open_to(kind, user)
    if kind == Kind.CANDIDATE:
        # Two questions that the index answers, instead of one sort: databases differ on nulls.
        ranked = rows.filter(rank__isnull=False).first()
        row = ranked or rows.filter(rank__isnull=True).order_by("pk").first()
    else:
        row = rows.first()
    return row.pk if row else None


def _open_to(kind: str, user: User) -> QuerySet[Any]:
    """Return the waiting rows that nobody else holds and `user` has not skipped."""
    of_row = Turn.objects.filter(kind=kind, item=OuterRef("pk"))
    others = of_row.filter(outcome="", until__gte=Now()).exclude(curator=user)
    skipped = of_row.filter(outcome=Turn.Outcome.SKIPPED, curator=user)
    return waiting(kind, user).exclude(Exists(others)).exclude(Exists(skipped))


def _today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
