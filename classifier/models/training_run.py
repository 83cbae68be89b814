"""Trainings as they are asked for, run and end."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .model_version import ModelVersion


class TrainingRun(models.Model):
    """One training: its state, progress, lease and end."""

    class State(models.TextChoices):
        """Queued and running are under way; the others are ends."""

        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    UNDER_WAY = (State.QUEUED, State.RUNNING)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    stage = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    version = models.OneToOneField(ModelVersion, models.PROTECT, null=True)

    class Meta:
        ordering = ("-pk",)
        get_latest_by = "pk"
        permissions: ClassVar = [("train_model", "Can train the model")]
        constraints: ClassVar = [
            # One row at most under way: the states share one constant index entry.
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(state__in=("queued", "running")),
                name="one_training_under_way",
            ),
            models.CheckConstraint(
                condition=Q(state="succeeded") ^ Q(version__isnull=True),
                name="training_run_has_version_if_succeeded",
            ),
        ]

    def __str__(self) -> str:
        """Return the run as people name it."""
        return f"training {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether it may still end otherwise."""
        return self.state in self.UNDER_WAY

    @property
    def percent(self) -> int:
        """Progress of the current stage, 0 to 100."""
        return round(100 * self.done / self.total) if self.total else 0
