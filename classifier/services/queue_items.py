"""What can stand in the review queue: four kinds of rows, asked the same questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from classifier.models import Candidate, Example, Feedback, SecondOpinion, Turn

Kind = Turn.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as the curator who has the turn may see it."""

    turn: Turn
    text: str
    label: str = ""
    """The label that `keep` keeps: the example's, the suggested one; empty if there is none."""
    version: str = ""
    """What must not have changed when the curator decides; opaque."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the page tells about the text, by name."""

    @property
    def kind(self) -> str:
        """Return what the item is a row of."""
        return self.turn.kind


def waiting(kind: str, user: User) -> QuerySet[Any]:
    """Return the rows of this kind that wait for somebody like `user`, the most useful first."""
    if kind == Kind.FEEDBACK:
        return Feedback.objects.filter(state=Feedback.State.WAITING).order_by("pk")
    if kind == Kind.DOUBT:
        return Example.objects.doubtful()
    if kind == Kind.SECOND:
        rows = SecondOpinion.objects.filter(state=SecondOpinion.State.WAITING)
        return rows.filter(Q(first_curator=None) | ~Q(first_curator=user)).order_by("pk")
    return Candidate.objects.filter(state=Candidate.State.WAITING).order_by("rank", "pk")


def show(turn: Turn) -> Item | None:
    """Return the item of `turn` as it is now, or None if it does not wait any more."""
    row = waiting(turn.kind, turn.curator).filter(pk=turn.item)
    if turn.kind == Kind.FEEDBACK:
        return _feedback(turn, row.select_related("version").first())
    if turn.kind == Kind.DOUBT:
        return _doubt(turn, row.first())
    if turn.kind == Kind.SECOND:
        return _second(turn, row.select_related("example").first())
    return _candidate(turn, row.first())


def _feedback(turn: Turn, row: Feedback | None) -> Item | None:
    if row is None:
        return None
    facts = {"answered": row.outcome, "said": row.label, "model_version": row.version.number}
    return Item(turn=turn, text=row.text, facts=facts)


def _doubt(turn: Turn, row: Example | None) -> Item | None:
    if row is None:
        return None
    facts = {"better": row.better_label, "doubt": row.doubt, "domain": row.domain}
    return Item(turn=turn, text=row.text, label=row.label, version=str(row.revision), facts=facts)


def _second(turn: Turn, row: SecondOpinion | None) -> Item | None:
    """Show the text alone: the first label must not sway the second."""
    if row is None:
        return None
    return Item(turn=turn, text=row.example.text, version=row.example.key)


def _candidate(turn: Turn, row: Candidate | None) -> Item | None:
    if row is None:
        return None
    facts = {
        "probabilities": row.probabilities,
        "source": row.source,
        "domain": row.domain,
        "occupation": row.occupation,
    }
    return Item(turn=turn, text=row.text, label=row.suggested_label, facts=facts)
