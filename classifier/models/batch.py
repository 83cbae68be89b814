"""Files of tasks that are scored in the background."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .model_version import ModelVersion


class Batch(models.Model):
    """One file of tasks: its state, progress, lease and end.

    The texts are in files named by the id, never in this row; the files go, the row stays.
    """

    class State(models.TextChoices):
        """Queued and running are under way; the others are ends."""

        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Scoring"
        SUCCEEDED = "succeeded", "Done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    UNDER_WAY = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, help_text="Of the file, as it was sent.")
    format = models.CharField(max_length=20, help_text="What the file was recognised as.")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(help_text="When a worker was last asked for.")
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False, help_text="When its files go.")
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often a worker began; the last one alone may write."
    )
    version = models.ForeignKey(
        ModelVersion, models.PROTECT, null=True, related_name="+", help_text="The only one used."
    )
    columns = models.JSONField(
        default=list, help_text="Of the file; empty once its files are gone."
    )
    total = models.PositiveIntegerField(help_text="Rows of the file.")
    done = models.PositiveIntegerField(default=0, help_text="Rows at the last checkpoint.")
    written = models.PositiveBigIntegerField(
        default=0, help_text="Bytes of the partial result at the last checkpoint."
    )
    outcomes = models.JSONField(default=dict, help_text="Rows by decision at the last checkpoint.")
    has_files = models.BooleanField(default=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name_plural = "batches"
        indexes: ClassVar = [
            models.Index(fields=["created_by", "-created_at"], name="batches_of_a_person"),
            models.Index(fields=["state"], condition=Q(has_files=True), name="batches_with_files"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["created_by"],
                condition=Q(state__in=("queued", "running")),
                name="one_batch_under_way_a_person",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="batch_done_to_total"),
            models.CheckConstraint(
                condition=~Q(state="succeeded")
                | Q(done=F("total"), version__isnull=False, expires_at__isnull=False),
                name="batch_succeeds_complete",
            ),
        ]

    def __str__(self) -> str:
        """Return the batch without its file's name, which is private."""
        return f"batch {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether it may still end otherwise."""
        return self.state in self.UNDER_WAY

    @property
    def has_result(self) -> bool:
        """Whether the result can be fetched."""
        return self.state == self.State.SUCCEEDED and not self.is_expired

    @property
    def is_expired(self) -> bool:
        """Whether there was a result, and its time is over."""
        if self.state != self.State.SUCCEEDED or self.expires_at is None:
            return False
        return not self.has_files or self.expires_at <= timezone.now()

    @property
    def percent(self) -> int:
        """Progress, 0 to 100, rounded down."""
        return 100 * self.done // self.total if self.total else 0
