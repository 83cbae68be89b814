"""Rules of the company charter."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from classifier.core.charter import MAX_WORDS, check_words
from classifier.core.errors import TextError

from .choices import LabelChoice


class Rule(models.Model):
    """Words and the team that owns every text they stand in, whatever the model thinks."""

    words = models.CharField(
        max_length=MAX_WORDS,
        unique=True,
        help_text="A word or phrase, in any inflection: “renewal” also finds “renewals”. "
        "In quotes: this very word. Several, with commas between: any of them.",
    )
    label = models.CharField("belongs to", max_length=10, choices=LabelChoice)
    note = models.CharField(
        max_length=300, blank=True, help_text="Why, and who decided it. Shown with the answer."
    )
    is_active = models.BooleanField("on", default=True, help_text="Off: the model decides again.")
    order = models.PositiveSmallIntegerField(
        default=100,
        help_text="Of several rules on one text the lowest decides; among equals the longest "
        "phrase, then the oldest rule.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(
        default=1, editable=False, help_text="Rises with each save, so that processes notice."
    )

    class Meta:
        ordering = ("order", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(label__in=LabelChoice.values), name="rule_label_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the rule as a sentence."""
        return f"“{self.words}” → {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the rule with its next revision."""
        if self._state.adding:
            super().save(*args, **kwargs)
            return
        # Counted by the database: two saves at once must not end with the same number.
        self.revision = F("revision") + 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "revision", "updated_at"}
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=["revision"])

    def clean(self) -> None:
        """Refuse words in which there is no word."""
        if not self.words:
            return  # the field says so itself
        try:
            self.words = check_words(self.words)
        except TextError as error:
            raise ValidationError({"words": str(error)}) from error
