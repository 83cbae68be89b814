"""Imports of examples: upload a file, read the report, confirm; and the diary of imports."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from classifier.exceptions import Conflict, InvalidInput, ServiceError
from classifier.models import ExampleImport
from classifier.services import imports
from classifier.services.import_report import SHOWN
from classifier.uploads import one_file

from .import_forms import ConfirmForm, UploadForm
from .large_lists import LargeListMixin

_ADD, _TAKE = "classifier.add_example", "classifier.change_example"
_REPORT = "admin:classifier_exampleimport_change"

_PARTS = (
    ("bad", "Rows that cannot be used"),
    ("conflicting", "Here already, with another label"),
    ("near_duplicate", "New, but nearly one that is here"),
    ("unlabelled", "Without a label"),
    ("skipped", "Cancelled, rejected or ignored in the tool they come from"),
    ("new", "New"),
    ("same", "Here already, with the same label"),
)
"""Kinds of rows in the order in which a curator wants to see them."""


@admin.register(ExampleImport)
class ExampleImportAdmin(LargeListMixin, admin.ModelAdmin[ExampleImport]):
    """Uploads of one's own, and the diary of all imports."""

    list_display = ("name", "format", "outcome", "created_by", "created_at")
    list_select_related = ("created_by",)
    ordering = ("-created_at",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExampleImport]:
        """Show what is done, and one's own that waits."""
        mine = Q(created_by=cast(User, request.user)) | Q(state=ExampleImport.State.DONE)
        return super().get_queryset(request).filter(mine).defer("content")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may add examples may import them."""
        return request.user.has_perm(_ADD)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may add examples sees what was imported."""
        return request.user.has_perm(_ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Imports are confirmed or discarded, never edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The diary is never shortened."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the link to those who may import."""
        return request.user.has_perm(_ADD)

    @admin.display(description="outcome")
    def outcome(self, found: ExampleImport) -> str:
        """Say what was saved."""
        saved = found.report.get("saved")
        if found.is_waiting:
            return "waits to be confirmed"
        if not saved:
            return "saved"
        return (
            f"{saved['added']:,} added, {saved['relabelled']:,} relabelled, "
            f"{saved['candidates']:,} candidates"
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the two buttons of the report."""
        view = self.admin_site.admin_view
        name = "classifier_exampleimport"
        return [
            path("<uuid:pk>/confirm/", view(self.confirm_view), name=f"{name}_confirm"),
            path("<uuid:pk>/discard/", view(self.discard_view), name=f"{name}_discard"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take a file and show the report on it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        status = 200
        if is_sent:
            found = self._upload(request, form)
            if isinstance(found, ExampleImport):
                return redirect(_REPORT, found.pk)
            status = found
        context = self._context(request, title="Import examples", form=form)
        template = "admin/classifier/exampleimport/upload.html"
        return render(request, template, context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the report on a file, or what its import saved."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404("There is no such import of yours. Uploads are kept for an hour.")
        return self._report(request, found)

    @method_decorator(require_POST)
    def confirm_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Save what the report says."""
        user = self._curator(request)
        found = imports.find_import(pk=pk, by=user)
        form = ConfirmForm(request.POST, counts=found.report["counts"])
        if not form.is_valid():
            return self._report(request, found, form, status=400)
        choices = form.choices()
        if choices.take_conflicting and not request.user.has_perm(_TAKE):
            raise PermissionDenied
        try:
            done = imports.confirm_import(pk=pk, choices=choices, by=user)
            messages.success(request, f"Imported: {self.outcome(done)}.")
        except InvalidInput as error:
            form.add_error(None, str(error))
            return self._report(request, found, form, status=400)
        except Conflict as error:
            messages.error(request, str(error))
        return redirect(_REPORT, pk)

    @method_decorator(require_POST)
    def discard_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Forget the file."""
        try:
            imports.discard_import(pk=pk, by=self._curator(request))
            messages.success(request, "The file was discarded. Nothing was saved.")
        except Conflict as error:
            messages.error(request, str(error))
        return redirect("admin:classifier_exampleimport_changelist")

    def _upload(self, request: HttpRequest, form: UploadForm) -> ExampleImport | int:
        """Return what was uploaded; or the status of a refusal, whose words are in the form."""
        try:
            file = one_file(request)
            if not form.is_valid():
                return 400
            return imports.request_import(
                file=file,
                name=file.name or "",
                codes=form.cleaned_data["codes"],
                by=self._curator(request),
            )
        except ServiceError as error:
            form.errors.pop("file", None)  # that there is no file
            form.add_error("file", str(error))
            return error.status

    def _report(
        self,
        request: HttpRequest,
        found: ExampleImport,
        form: ConfirmForm | None = None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        counts, rows = found.report["counts"], found.report.get("rows", {})
        parts = [
            {"kind": kind, "title": title, "count": counts[kind], "rows": rows.get(kind, [])}
            for kind, title in _PARTS
        ]
        context = self._context(
            request,
            title=f"Import of {found.name}",
            found=found,
            form=form or ConfirmForm(counts=counts),
            parts=[part for part in parts if part["count"]],
            total=sum(counts.values()),
            shown=SHOWN,
            idle=not any(
                counts[kind] for kind in ("new", "near_duplicate", "conflicting", "unlabelled")
            ),
        )
        template = "admin/classifier/exampleimport/report.html"
        return render(request, template, context, status=status)

    def _context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **more}

    def _curator(self, request: HttpRequest) -> User:
        if not self.has_add_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        return request.user
