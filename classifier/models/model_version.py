"""Trained models, numbered and unchangeable."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class ModelVersion(models.Model):
    """A trained model: its file's hash, what it was made of, and how good it is."""

    HEAVY = ("example_ids", "domain_results", "data")
    """Columns to defer where a version is only named or its figures shown."""

    number = models.PositiveIntegerField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_active = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes of the model file.")
    libraries = models.JSONField(help_text="Versions the file was made with, and needs.")
    parameters = models.JSONField()
    cut_offs = models.JSONField()
    metrics = models.JSONField(
        help_text="cross_validation, test, report; active: figures of the version then live."
    )
    data = models.JSONField(
        default=dict, help_text="How many examples by label, source and domain it was made of."
    )
    domain_results = models.JSONField(
        default=list, help_text="What came of each domain while it was left out."
    )
    example_ids = models.JSONField(help_text="The examples it was trained on.")
    snapshot = models.CharField(
        max_length=64, help_text="Hash of the texts, labels and domains it was trained on."
    )

    class Meta:
        ordering = ("-number",)
        get_latest_by = "number"
        permissions: ClassVar = [("activate_model", "Can activate a version and roll back")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="one_active_model_version"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="model_version_number_from_1"),
        ]

    def __str__(self) -> str:
        """Return the version as people name it."""
        return f"version {self.number}"

    @classmethod
    def heavy_of(cls, *relations: str) -> list[str]:
        """Return the heavy columns as seen from rows that refer to versions by `relations`."""
        return [f"{relation}__{column}" for relation in relations for column in cls.HEAVY]

    @property
    def file_name(self) -> str:
        """Name of the model file: made from the number alone, never from input."""
        return f"model-{self.number}.joblib"

    @property
    def test(self) -> dict[str, Any]:
        """Figures on the locked test rows; empty if there were none."""
        return self.metrics.get("test") or {}

    @property
    def cross_validation(self) -> dict[str, Any]:
        """Figures with whole domains left out; empty if there was only one."""
        return self.metrics.get("cross_validation") or {}

    @property
    def report(self) -> dict[str, Any]:
        """Baselines, learning curve and reliability; empty after a fast training."""
        return self.metrics.get("report") or {}
