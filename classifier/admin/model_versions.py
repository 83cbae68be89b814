"""Model versions: compare, activate, roll back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from classifier.exceptions import ServiceError
from classifier.models import Activation, ModelVersion
from classifier.services import registry
from classifier.services.label_changes import report_changes
from classifier.templatetags.shares import points

from .diary import live_view
from .keys import is_key
from .large_lists import LargeListMixin
from .records import RecordAdmin
from .version_pages import card_markdown_view, card_view, changes_view, compare_view


class ActivationForm(forms.Form):
    """Why a version is activated."""

    reason = forms.CharField(
        max_length=300, required=False, help_text="Needed if the version is worse."
    )


@admin.register(ModelVersion)
class ModelVersionAdmin(RecordAdmin, LargeListMixin, admin.ModelAdmin[ModelVersion]):
    """Versions and their figures; nothing here is edited."""

    change_list_template = "admin/classifier/modelversion/change_list.html"
    change_form_template = "admin/classifier/modelversion/change_form.html"
    list_display = (
        "name",
        "is_active",
        "test_macro_f1",
        "test_accuracy",
        "cv_macro_f1",
        "cv_accuracy",
        "coverage",
        "created_by",
        "created_at",
    )
    list_select_related = ("created_by",)
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelVersion]:
        """Leave the heavy column in the database."""
        return super().get_queryset(request).defer(*ModelVersion.HEAVY).select_related("created_by")

    @admin.display(description="version", ordering="number")
    def name(self, version: ModelVersion) -> str:
        """Show the version as people name it."""
        return f"version {version.number}"

    @admin.display(description="test macro F1")
    def test_macro_f1(self, version: ModelVersion) -> str:
        """Show macro F1 on the locked test rows."""
        return points(version.test.get("macro_f1"))

    @admin.display(description="test accuracy")
    def test_accuracy(self, version: ModelVersion) -> str:
        """Show marketing-or-sales accuracy on the locked test rows."""
        return points(version.test.get("accuracy_binary"))

    @admin.display(description="new-domain macro F1")
    def cv_macro_f1(self, version: ModelVersion) -> str:
        """Show macro F1 with whole domains left out."""
        return points(version.cross_validation.get("macro_f1"))

    @admin.display(description="new-domain accuracy")
    def cv_accuracy(self, version: ModelVersion) -> str:
        """Show marketing-or-sales accuracy with whole domains left out."""
        return points(version.cross_validation.get("accuracy_binary"))

    @admin.display(description="answers")
    def coverage(self, version: ModelVersion) -> str:
        """Show the share of tasks of new domains that get an answer."""
        return points(version.cross_validation.get("coverage"))

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of activation and rollback, and of the pages about versions."""
        view = self.admin_site.admin_view
        name = "classifier_modelversion"
        return [
            path("compare/", view(compare_view), name=f"{name}_compare"),
            path("<int:number>/card/", view(card_view), name=f"{name}_card"),
            path("<int:number>/card.md", view(card_markdown_view), name=f"{name}_card_markdown"),
            path("<int:number>/changes/", view(changes_view), name=f"{name}_changes"),
            path(
                "<int:number>/activate/",
                view(self.activate_view),
                name="classifier_modelversion_activate",
            ),
            path("rollback/", view(self.rollback_view), name="classifier_modelversion_rollback"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the diary beside the list."""
        diary = Activation.objects.select_related("version", "previous", "activated_by").defer(
            *ModelVersion.heavy_of("version", "previous")
        )[:10]
        context = {
            "diary": diary,
            "active": registry.active_version(),
            "can_activate": self._may_activate(request),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one version's card beside the active one's figures."""
        version = self.get_object(request, object_id)
        if version is None:
            return super().change_view(request, object_id, form_url, extra_context)
        active = registry.active_version()
        context = {
            "version": version,
            "active": active,
            "changes": active and active != version and report_changes(version, active),
            "worse": registry.worse_than_active(version),
            "activation_form": ActivationForm(),
            "can_activate": self._may_activate(request),
            "title": f"Model version {version.number}",
        }
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    @method_decorator(require_POST)
    def activate_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Activate a version."""
        user = self._trainer(request)
        version = get_object_or_404(ModelVersion, number=number)
        reason = request.POST.get("reason", "")[:300]
        try:
            registry.activate(version=version, by=user, reason=reason)
            messages.success(request, f"Version {number} is active: it answers from now on.")
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("admin:classifier_modelversion_change", version.pk)
        return redirect("admin:classifier_modelversion_changelist")

    @method_decorator(require_POST)
    def rollback_view(self, request: HttpRequest) -> HttpResponse:
        """Go back to the version before the one that the list showed as active.

        What sends no `seen`, as the list did not before it had one, goes back from any.
        """
        user = self._trainer(request)
        reason, seen = request.POST.get("reason", "")[:300], request.POST.get("seen", "")
        try:
            shown = int(seen) if is_key(seen) else None
            done = registry.rollback(by=user, reason=reason, seen=shown)
            messages.success(request, f"Rolled back: {done.version} is active again.")
        except ServiceError as error:
            messages.error(request, str(error))
        return redirect("admin:classifier_modelversion_changelist")

    def _may_activate(self, request: HttpRequest) -> bool:
        return request.user.has_perm("classifier.activate_model")

    def _trainer(self, request: HttpRequest) -> User:
        if not self._may_activate(request) or not isinstance(request.user, User):
            raise PermissionDenied
        return request.user


@admin.register(Activation)
class ActivationAdmin(RecordAdmin, LargeListMixin, admin.ModelAdmin[Activation]):
    """The diary of what was live; read only."""

    list_display = ("activated_at", "kind", "previous", "version", "activated_by", "reason")
    list_filter = ("kind",)
    list_select_related = ("version", "previous", "activated_by")
    change_list_template = "admin/classifier/activation/change_list.html"
    date_hierarchy = "activated_at"
    actions = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Activation]:
        """Leave the versions' heavy columns in the database."""
        return super().get_queryset(request).defer(*ModelVersion.heavy_of("version", "previous"))

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the question what was live on a day."""
        view = self.admin_site.admin_view(live_view)
        return [path("live/", view, name="classifier_activation_live"), *super().get_urls()]
