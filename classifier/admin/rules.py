"""Rules of the company charter: write, switch, and see what they contradict."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from classifier.models import Rule
from classifier.services.charter import save_rule, switch_rules
from classifier.services.charter_conflicts import MAX_READ, find_conflicts

from .badges import badge
from .large_lists import LargeListMixin


@admin.register(Rule)
class RuleAdmin(LargeListMixin, admin.ModelAdmin[Rule]):
    """The charter, in the order in which its rules decide."""

    change_list_template = "admin/classifier/rule/change_list.html"
    list_display = ("words", "belongs_to", "is_active", "order", "note", "created_by")
    list_filter = ("is_active", "label")
    list_select_related = ("created_by",)
    search_fields = ("words", "note")
    fields = ("words", "label", "note", "order", "is_active", "created_by")
    readonly_fields = ("created_by",)
    actions = ["switch_on", "switch_off"]

    @admin.display(description="belongs to", ordering="label")
    def belongs_to(self, rule: Rule) -> SafeString | str:
        """Show the owner."""
        return badge(rule.label)

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the conflicts."""
        view = self.admin_site.admin_view(self.conflicts_view)
        return [path("conflicts/", view, name="classifier_rule_conflicts"), *super().get_urls()]

    @method_decorator(require_safe)
    def conflicts_view(self, request: HttpRequest) -> HttpResponse:
        """List what the rules contradict."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Conflicts of the charter",
            "opts": self.opts,
            "conflicts": find_conflicts(),
            "max_read": MAX_READ,
        }
        return render(request, "admin/classifier/rule/conflicts.html", context)

    def save_model(
        self, request: HttpRequest, obj: Rule, form: forms.ModelForm[Rule], change: bool
    ) -> None:
        """Save through the service, which signs a new rule."""
        save_rule(rule=obj, by=cast(User, request.user))

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        """Let the ticked rules decide."""
        count = switch_rules(rules=list(queryset), on=True)
        messages.success(request, f"{count} switched on: the charter decides from now on.")

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        """Let the model decide again."""
        count = switch_rules(rules=list(queryset), on=False)
        messages.success(request, f"{count} switched off: the model decides again.")
