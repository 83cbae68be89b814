"""Two curators on one example."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .choices import LabelChoice
from .example import Example


class SecondOpinion(models.Model):
    """A second curator's label of an example, given without seeing the first one's."""

    class State(models.TextChoices):
        """From asked for to the last word."""

        WAITING = "waiting"
        AGREED = "agreed"
        DISAGREED = "disagreed"
        SETTLED = "settled"

    UNDER_WAY = (State.WAITING, State.DISAGREED)

    example = models.ForeignKey(Example, models.CASCADE, related_name="second_opinions")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    first_curator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who gave the label; empty if no person did.",
    )
    first_label = models.CharField(max_length=10, choices=LabelChoice)
    second_curator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    second_label = models.CharField(max_length=10, choices=LabelChoice, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    given_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_label = models.CharField(max_length=10, choices=LabelChoice, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        permissions: ClassVar = [
            ("settle_disagreement", "Can have the last word on a disagreement"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["example"],
                condition=Q(state__in=("waiting", "disagreed")),
                name="one_second_opinion_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ ~Q(second_label=""),
                name="second_opinion_has_label_once_given",
            ),
            models.CheckConstraint(
                condition=Q(first_curator__isnull=True)
                | Q(second_curator__isnull=True)
                | ~Q(first_curator=F("second_curator")),
                name="second_opinion_is_another_curators",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return f"second opinion on example {self.example_id}"
