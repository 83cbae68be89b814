"""Unlabelled texts: looked through, dismissed, or put back in the queue."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.safestring import SafeString

from classifier.models import Candidate
from classifier.services.candidates import move_candidates

from . import review_queue
from .badges import badge

State = Candidate.State


@admin.register(Candidate)
class CandidateAdmin(admin.ModelAdmin[Candidate]):
    """Candidates, read only but for two actions; they are labelled in the queue."""

    change_list_template = "admin/classifier/candidate/change_list.html"
    list_display = ("text", "suggestion", "state", "rank", "domain", "occupation", "source")
    list_filter = ("state", "suggested_label", "source")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("text", "occupation")
    actions = ["put_back", "dismiss"]

    @admin.display(description="suggested", ordering="suggested_label")
    def suggestion(self, candidate: Candidate) -> SafeString | str:
        """Show what the source or the model would label it."""
        return badge(candidate.suggested_label)

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the queue."""
        return [*review_queue.urls(self.admin_site), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Candidates come from imports."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Candidates are labelled in the queue, not edited."""
        return False

    def has_sort_permission(self, request: HttpRequest) -> bool:
        """Whoever may change candidates may move them in and out of the queue."""
        return request.user.has_perm("classifier.change_candidate")

    @admin.action(description="Put back in the queue", permissions=["sort"])
    def put_back(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        """Let skipped and dismissed candidates wait again."""
        count = move_candidates(queryset, State.WAITING, was=(State.SKIPPED, State.DISMISSED))
        messages.success(request, f"{count} wait in the queue again.")

    @admin.action(description="Dismiss: no task", permissions=["sort"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        """Take waiting and skipped candidates out of the queue."""
        count = move_candidates(queryset, State.DISMISSED, was=(State.WAITING, State.SKIPPED))
        messages.success(request, f"{count} dismissed.")
