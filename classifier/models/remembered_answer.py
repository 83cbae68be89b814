"""Answers of the API that a repeated request gets again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .api_token import ApiToken


class RememberedAnswer(models.Model):
    """What one request with an idempotency key was answered, kept for a day.

    Neither the request nor any text it brought is kept: only a hash of it.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, help_text="Hash of the idempotency key.")
    request = models.CharField(max_length=64, help_text="Hash of method, address and body.")
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty while it is worked on.")
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_an_idempotency_key"),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__range=(200, 299)),
                name="only_success_is_remembered",
            ),
        ]

    def __str__(self) -> str:
        """Return whose answer it is."""
        return f"answer {self.pk} to token {self.token_id}"
