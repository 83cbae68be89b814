"""Trainings: start one, watch it, cancel it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from classifier.exceptions import Conflict, ServiceError
from classifier.models import ModelVersion, TrainingRun
from classifier.services import registry, training
from classifier.tasks import start_training

from .large_lists import LargeListMixin
from .records import RecordAdmin


@admin.register(TrainingRun)
class TrainingRunAdmin(RecordAdmin, LargeListMixin, admin.ModelAdmin[TrainingRun]):
    """Runs and their ends; read only but for the buttons."""

    change_list_template = "admin/classifier/trainingrun/change_list.html"
    list_display = (
        "name",
        "state",
        "version",
        "requested_by",
        "requested_at",
        "finished_at",
        "error",
    )
    list_filter = ("state",)
    list_select_related = ("version", "requested_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingRun]:
        """Leave the versions' heavy columns in the database."""
        return super().get_queryset(request).defer(*ModelVersion.heavy_of("version"))

    @admin.display(description="training", ordering="pk")
    def name(self, run: TrainingRun) -> str:
        """Show the run as people name it."""
        return f"training {run.pk}"

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the buttons and of the progress."""
        view = self.admin_site.admin_view
        return [
            path("start/", view(self.start_view), name="classifier_trainingrun_start"),
            path("<int:pk>/cancel/", view(self.cancel_view), name="classifier_trainingrun_cancel"),
            path(
                "<int:pk>/progress/",
                view(self.progress_view),
                name="classifier_trainingrun_progress",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the run's progress page."""
        run = self.get_object(request, object_id)
        if run is None or not self.has_view_permission(request, run):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:classifier_trainingrun_progress", run.pk)

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Queue a training and show its progress; a second click shows the same one's."""
        user = self._trainer(request)
        try:
            run = start_training(by=user)
        except Conflict as error:
            messages.warning(request, str(error))
            run = TrainingRun.objects.latest()
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("admin:index")
        return redirect("admin:classifier_trainingrun_progress", run.pk)

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel a run that waits."""
        self._trainer(request)
        try:
            training.cancel_run(get_object_or_404(TrainingRun, pk=pk))
        except ServiceError as error:
            messages.error(request, str(error))
        return redirect("admin:classifier_trainingrun_progress", pk)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how far a run is, and offer to activate what came of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        training.fail_lost_runs()
        run = get_object_or_404(TrainingRun.objects.select_related("version"), pk=pk)
        context = {
            **self.admin_site.each_context(request),
            "run": run,
            "active": registry.active_version(),
            "worse": registry.worse_than_active(run.version) if run.version else "",
            "title": f"Training {run.pk}",
            "opts": self.opts,
        }
        part = "run" if request.headers.get("HX-Request") else "progress"
        return render(request, f"admin/classifier/trainingrun/{part}.html", context)

    def _trainer(self, request: HttpRequest) -> User:
        allowed = request.user.has_perm("classifier.train_model")
        if not allowed or not isinstance(request.user, User):
            raise PermissionDenied
        return request.user
