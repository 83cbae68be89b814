"""What visitors say of answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from classifier.core.text import MAX_TASK

from .choices import LabelChoice, OutcomeChoice
from .example import Example
from .model_version import ModelVersion


class Feedback(models.Model):
    """A visitor's word that an answer is wrong, waiting for a curator's."""

    class State(models.TextChoices):
        """Waiting for review, or reviewed."""

        WAITING = "waiting"
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    text = models.TextField(max_length=MAX_TASK)
    key = models.CharField(max_length=64, editable=False)
    outcome = models.CharField(max_length=10, choices=OutcomeChoice, help_text="What was answered.")
    label = models.CharField(
        max_length=10, choices=LabelChoice, help_text="What the visitor says it is."
    )
    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    example = models.ForeignKey(Example, models.SET_NULL, null=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "feedback"
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="feedback_by_state")]
        constraints: ClassVar = [
            # The same word on the same text, sent fifty times, is one row to review.
            models.UniqueConstraint(
                fields=["key", "label"],
                condition=Q(state="waiting"),
                name="one_waiting_feedback_per_text_and_label",
            ),
            models.CheckConstraint(
                condition=Q(label__in=LabelChoice.values), name="feedback_label_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return what was said."""
        return f"{self.outcome} → {self.label}"
