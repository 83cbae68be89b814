"""How often each outcome was answered, by day and version; never what was asked."""

from typing import ClassVar

from django.db import models

from .choices import OutcomeChoice
from .model_version import ModelVersion


class AnswerCount(models.Model):
    """Answers of one outcome by one version on one day."""

    day = models.DateField()
    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=OutcomeChoice)
    count = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("-day", "version", "outcome")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "version", "outcome"], name="one_answer_count_a_day"
            ),
        ]

    def __str__(self) -> str:
        """Return the count in words."""
        return f"{self.day}: {self.count} {self.outcome}"
