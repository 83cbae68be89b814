"""Curators' turns at the review queue: who has which item, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .example import Example, LabelChange


class Turn(models.Model):
    """One curator's turn with one item; while it is open nobody else is shown the item."""

    class Kind(models.TextChoices):
        """What the item is a row of."""

        FEEDBACK = "feedback"
        DOUBT = "doubt", "doubtful label"
        SECOND = "second", "second opinion"
        CANDIDATE = "candidate", "label next"

    class Outcome(models.TextChoices):
        """Open, or how it ended."""

        OPEN = ""
        LABELLED = "labelled"
        KEPT = "kept"
        SKIPPED = "skipped"
        DISMISSED = "dismissed"
        UNDONE = "undone"
        GONE = "gone", "decided elsewhere"

    DONE = (Outcome.LABELLED, Outcome.KEPT, Outcome.DISMISSED)

    kind = models.CharField(max_length=10, choices=Kind)
    item = models.PositiveBigIntegerField(help_text="Id of the row.")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(help_text="When an open turn may go to somebody else.")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True)
    example = models.ForeignKey(Example, models.SET_NULL, null=True, related_name="+")
    change = models.ForeignKey(LabelChange, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "item"], condition=Q(outcome=""), name="one_open_turn_per_item"
            ),
        ]
        indexes: ClassVar = [
            models.Index("curator", "ended_at", name="turn_of_curator"),
            models.Index("kind", "item", "outcome", name="turn_of_item"),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return f"{self.get_kind_display()} {self.item}"
