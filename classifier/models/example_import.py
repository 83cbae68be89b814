"""Files of examples: uploaded, reported on, then imported or forgotten."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class ExampleImport(models.Model):
    """One import: a file that waits for its uploader's word, or what became of one.

    The content is kept only while it waits; the counts stay on record.
    """

    class State(models.TextChoices):
        """Waiting to be confirmed, or done."""

        WAITING = "waiting"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, help_text="Of the file, as it was sent.")
    format = models.CharField(max_length=60, help_text="What the file was recognised as.")
    codes = models.CharField(max_length=200, blank=True, help_text="Occupations asked for.")
    content = models.BinaryField(null=True)
    report = models.JSONField(help_text="Counts by kind, and while it waits the rows to show.")
    fingerprint = models.CharField(
        max_length=64, help_text="Hash of what the report says; the confirmed import must equal it."
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "import"
        permissions = [
            ("restore_example", "Can restore dates, test rows and history from an export"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", content__isnull=False, expires_at__isnull=False)
                | Q(state="done", content__isnull=True, confirmed_at__isnull=False),
                name="import_keeps_its_file_while_it_waits",
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be confirmed."""
        return self.state == self.State.WAITING
