"""Texts that nobody has labelled yet."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from classifier.core.text import MAX_TASK, text_key

from .choices import LabelChoice
from .example import Example


class Candidate(models.Model):
    """An unlabelled text that may become an example, once a curator has labelled it."""

    class State(models.TextChoices):
        """Waiting in the queue, or out of it."""

        WAITING = "waiting"
        LABELLED = "labelled"
        SKIPPED = "skipped"
        DISMISSED = "dismissed"

    text = models.TextField(max_length=MAX_TASK)
    key = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text="The text without case, spacing and end punctuation, hashed: one row a text.",
    )
    source = models.CharField(max_length=40, db_index=True, help_text="O*NET, or a file's name.")
    domain = models.CharField(
        max_length=80, blank=True, help_text="Industry or function it comes from."
    )
    occupation = models.CharField(
        max_length=20,
        blank=True,
        db_index=True,
        help_text="Code of the occupation it is a task of, such as 11-2021.00.",
    )
    suggested_label = models.CharField(
        max_length=10,
        choices=LabelChoice,
        blank=True,
        help_text="What the source or the model would label it; a curator decides.",
    )
    probabilities = models.JSONField(
        null=True,
        editable=False,
        help_text="The active model's probability of each label; empty without a model.",
    )
    uncertainty = models.FloatField(
        null=True,
        editable=False,
        help_text="How unsure the model is, 0 to 1; empty without a model.",
    )
    rank = models.PositiveIntegerField(
        null=True, editable=False, help_text="Place in the queue; the lowest comes first."
    )
    state = models.CharField(
        max_length=10, choices=State, default=State.WAITING, editable=False, db_index=True
    )
    example = models.ForeignKey(
        Example, models.SET_NULL, null=True, editable=False, related_name="candidates"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("rank", "pk")
        indexes: ClassVar = [
            models.Index("state", "rank", "id", name="candidate_queue"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="candidate_text_is_not_empty"),
            models.CheckConstraint(
                condition=Q(suggested_label="") | Q(suggested_label__in=LabelChoice.values),
                name="candidate_suggestion_is_known",
            ),
        ]

    def __str__(self) -> str:
        """Return the text, cut to fit a line."""
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the candidate with the key of its text."""
        self.key = text_key(self.text)
        super().save(*args, **kwargs)
