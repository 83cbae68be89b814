"""Tokens with which programs use the API in a person's name."""

from django.conf import settings
from django.db import models


class Scope(models.TextChoices):
    """What a token may be used for; its person must have the right besides."""

    CLASSIFY = "classify", "classify and explain texts"
    EXAMPLES_READ = "examples:read", "read examples"
    EXAMPLES_WRITE = "examples:write", "add, correct and withdraw examples"
    VERSIONS_READ = "versions:read", "read model versions"
    VERSIONS_ACTIVATE = "versions:activate", "activate versions and roll back"
    PLANS = "plans", "work with plans"
    BATCHES = "batches", "work with batches"
    FEEDBACK = "feedback", "leave feedback on answers"


class ApiToken(models.Model):
    """A token: its secret is shown once and kept as a hash only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80, help_text="What it is for, such as “nightly import”.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(
        max_length=12, editable=False, help_text="How the secret begins, to tell tokens apart."
    )
    scopes = models.CharField(max_length=200, help_text="Scopes, a space between them.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it does not expire.")
    last_used_at = models.DateTimeField(null=True, editable=False, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "API token"

    def __str__(self) -> str:
        """Return the name and how the secret begins."""
        return f"{self.name} ({self.prefix}…)"
