"""The history of labels: who, when, from, to, why, through which door; and the way back."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from classifier.exceptions import ServiceError
from classifier.forms import RevertForm
from classifier.models import Example, LabelChange
from classifier.services import history

from .badges import badge
from .large_lists import LargeListMixin

_SHOWN = 100


@admin.register(LabelChange)
class LabelChangeAdmin(LargeListMixin, admin.ModelAdmin[LabelChange]):
    """Changes, read only but for going back."""

    change_list_template = "admin/classifier/labelchange/change_list.html"
    list_display = (
        "changed_at",
        "text",
        "before",
        "after",
        "changed_by",
        "channel",
        "reason",
        "revert_link",
    )
    list_display_links = None
    list_filter = (
        "changed_at",
        "channel",
        "from_label",
        "to_label",
        ("changed_by", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("example", "changed_by")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("example__text", "reason")
    actions = None

    @admin.display(description="example")
    def text(self, change: LabelChange) -> SafeString:
        """Show the example and lead to it."""
        url = reverse("admin:classifier_example_change", args=[change.example_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, change.example)

    @admin.display(description="from", ordering="from_label")
    def before(self, change: LabelChange) -> SafeString | str:
        """Show the label it had."""
        return badge(change.from_label)

    @admin.display(description="to", ordering="to_label")
    def after(self, change: LabelChange) -> SafeString | str:
        """Show the label it got."""
        return badge(change.to_label)

    @admin.display(description="way back")
    def revert_link(self, change: LabelChange) -> SafeString:
        """Lead to the page that reverts this change."""
        url = reverse("admin:classifier_labelchange_revert", args=[change.pk])
        return format_html('<a href="{}" aria-label="Revert change {}">Revert</a>', url, change.pk)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show the way back to those who may take it."""
        names = [str(name) for name in super().get_list_display(request)]
        may = request.user.has_perm("classifier.change_example")
        return names if may else [name for name in names if name != "revert_link"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """History is written by the changes themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is never shortened, but goes with its example."""
        may = request.user.has_perm("classifier.delete_example")
        return may and "/labelchange/" not in request.path

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the two ways back."""
        view = self.admin_site.admin_view
        return [
            path("revert/", view(revert_user), name="classifier_labelchange_revert_user"),
            path("<int:pk>/revert/", view(revert_one), name="classifier_labelchange_revert"),
            *super().get_urls(),
        ]


@require_http_methods(["GET", "POST"])
def revert_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to revert one change; on a post, do."""
    user = _may_revert(request)
    changes = LabelChange.objects.select_related("example", "changed_by")
    change = get_object_or_404(changes, pk=pk)
    if request.method == "POST":
        text = str(change.example)
        try:
            history.revert_change(change, by=user)
            back = change.from_label or "unlabelled, and in the queue"
            messages.success(request, f"Reverted: “{text}” is {back} again.")
        except ServiceError as error:
            messages.error(request, str(error))
        return redirect("admin:classifier_labelchange_changelist")
    context = {"title": "Revert one change", "change_to_revert": change}
    return _page(request, "revert_one", context)


@require_http_methods(["GET", "POST"])
def revert_user(request: HttpRequest) -> HttpResponse:
    """Show what reverting one person's changes would do; on a post, do."""
    user = _may_revert(request, "revert_labelchange")
    asked = request.POST if request.method == "POST" else request.GET
    form = RevertForm(asked) if "user" in asked else RevertForm(initial=_last_day())
    context: dict[str, Any] = {"title": "Revert one person's changes", "form": form}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        span = (data["user"], data["since"], data["until"])
        if request.method == "POST":
            done = history.revert_user(*span, by=user)
            messages.success(request, f"{len(done.steps)} labels are as they were.")
            context |= {"done": done, **_shown(done)}
        else:
            plan = history.plan_revert(*span)
            context |= {"plan": plan, **_shown(plan)}
    return _page(request, "revert_user", context)


def _shown(plan: history.RevertPlan) -> dict[str, Any]:
    steps = plan.steps[:_SHOWN]
    texts = Example.objects.in_bulk([step.example for step in steps])
    rows = [(texts.get(step.example), step) for step in steps]
    return {"rows": rows, "skipped": plan.skipped[:_SHOWN]}


def _last_day() -> dict[str, Any]:
    now = timezone.localtime()
    return {"since": now - timedelta(days=1), "until": now}


def _may_revert(request: HttpRequest, right: str = "change_example") -> User:
    if not request.user.has_perm(f"classifier.{right}"):
        raise PermissionDenied
    return cast(User, request.user)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    page = {**admin.site.each_context(request), "opts": LabelChange._meta, **context}
    return render(request, f"admin/classifier/labelchange/{name}.html", page)
