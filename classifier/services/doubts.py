"""Doubtful labels: shown one by one, fixed or kept."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import F

from classifier.exceptions import Conflict, NotReady
from classifier.models import Example
from classifier.models.choices import Channel
from classifier.models.counting import Tally, capped_count

from .classification import Neighbour
from .labelling import correct_label
from .registry import active_model

SHOWN_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """The most doubtful example, its nearest neighbours, and how many wait."""

    example: Example
    neighbours: list[Neighbour]
    waiting: Tally


def next_doubt(*, after: int = 0) -> Doubt | None:
    """Return the most doubtful label; `after` skips the example with that id this once."""
    queue = Example.objects.doubtful()
    example = queue.exclude(pk=after).first() or queue.first()
    if example is None:
        return None
    return Doubt(example=example, neighbours=_neighbours(example), waiting=capped_count(queue))


def fix_label(*, example: Example, label: str, seen: str, by: User) -> None:
    """Correct a doubtful label; raises Conflict if it changed since it was `seen`."""
    correct_label(
        example=example,
        label=label,
        by=by,
        channel=Channel.PAGE,
        seen=seen,
        reason="doubtful label",
    )


def keep_label(*, example: Example, seen: str) -> None:
    """Keep a doubtful label: it is not shown again while it stays as it is.

    Raises Conflict if the label changed since it was `seen`.
    """
    kept = Example.objects.filter(pk=example.pk, label=seen).update(kept_label=F("label"))
    if not kept:
        raise Conflict(f"Example {example.pk} was changed meanwhile. Look at it again.")


def _neighbours(example: Example) -> list[Neighbour]:
    try:
        found = active_model().model.nearest(example.text, SHOWN_NEIGHBOURS + 1)
    except NotReady:
        return []
    rows = Example.objects.in_bulk([one.id for one in found])
    return [
        Neighbour(example=rows[one.id], similarity=one.similarity)
        for one in found
        if one.id in rows and one.id != example.pk
    ][:SHOWN_NEIGHBOURS]
