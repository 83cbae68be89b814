"""That texts were erased, never which."""

from django.conf import settings
from django.db import models


class Erasure(models.Model):
    """One act of erasing a text: who, when, how many rows, and which versions had learned it."""

    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    erased_at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(help_text="Rows and files by the name of their table.")
    versions = models.JSONField(
        default=list,
        help_text="Numbers of the model versions that were trained on it. Their files go; that "
        "of the active one once another is active.",
    )

    class Meta:
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        """Return the act without the text, which nobody knows any more."""
        return f"erasure {self.pk}"
