"""The diary of what was live."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from .model_version import ModelVersion


class Activation(models.Model):
    """One change of the active model version: who, when, from, to, why."""

    class Kind(models.TextChoices):
        """Forward by choice, or back."""

        ACTIVATE = "activate"
        ROLLBACK = "rollback"

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="activations")
    previous = models.ForeignKey(ModelVersion, models.PROTECT, null=True, related_name="+")
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    activated_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)
        get_latest_by = "pk"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(previous__isnull=True) | ~models.Q(previous=models.F("version")),
                name="activation_changes_the_version",
            ),
        ]

    def __str__(self) -> str:
        """Return the change in words."""
        before = self.previous or "nothing"
        return f"{before} → {self.version}"
