"""Visitors' word on answers, to accept or dismiss."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from classifier.exceptions import ServiceError
from classifier.models import Feedback, ModelVersion
from classifier.services.review import accept_feedback, dismiss_feedback

from .badges import badge
from .large_lists import LargeListMixin


@admin.register(Feedback)
class FeedbackAdmin(LargeListMixin, admin.ModelAdmin[Feedback]):
    """Feedback, read only but for the two actions."""

    list_display = ("text", "answered", "said", "state", "version", "created_at", "reviewed_by")
    list_filter = ("state", "label", "outcome")
    list_select_related = ("version", "reviewed_by")
    search_fields = ("text",)
    actions = ["accept", "dismiss"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        """Leave the versions' heavy columns in the database."""
        return super().get_queryset(request).defer(*ModelVersion.heavy_of("version"))

    @admin.display(description="answered", ordering="outcome")
    def answered(self, feedback: Feedback) -> SafeString | str:
        """Show what the page said."""
        return badge(feedback.outcome)

    @admin.display(description="visitor says", ordering="label")
    def said(self, feedback: Feedback) -> SafeString | str:
        """Show what the visitor said."""
        return badge(feedback.label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Feedback comes from the page alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        """Feedback is read, then accepted or dismissed, never edited."""
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whoever may change feedback may review it."""
        return request.user.has_perm("classifier.change_feedback")

    @admin.action(description="Accept: make it a curated label", permissions=["review"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        """Make the ticked feedback curated labels."""
        self._review(request, queryset, accept_feedback, "accepted")

    @admin.action(description="Dismiss: the answer was right", permissions=["review"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        """Close the ticked feedback."""
        self._review(request, queryset, dismiss_feedback, "dismissed")

    def _review(
        self,
        request: HttpRequest,
        queryset: QuerySet[Feedback],
        verb: Callable[..., Any],
        done: str,
    ) -> None:
        count = 0
        for feedback in queryset:
            try:
                verb(feedback=feedback, by=cast(User, request.user))
                count += 1
            except ServiceError as error:
                messages.error(request, str(error))
        messages.success(request, f"{count} {done}.")
