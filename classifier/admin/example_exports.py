"""The list of examples as a file: what is filtered and searched for, or what is ticked."""

import tempfile
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from classifier.core.exchange import FORMATS
from classifier.exceptions import ServiceError
from classifier.models import Example
from classifier.services.exports import export_examples, find_format, stream_examples

_LIST = "admin:classifier_example_changelist"


class ExportMixin(admin.ModelAdmin[Example]):
    """The address that exports what the list shows, and the action for what is ticked."""

    change_list_template = "admin/classifier/example/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the export."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="classifier_example_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the formats beside the list."""
        return super().changelist_view(
            request, {"export_formats": FORMATS, **(extra_context or {})}
        )

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send the examples that the list shows under the same query, on all its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = request.GET.copy()
        name = query.pop("format", ["csv"])[-1]
        request.GET = query  # type: ignore[assignment]
        try:
            examples = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            messages.error(request, "The list cannot be filtered like that. Nothing was exported.")
            return redirect(_LIST)
        return _send(request, name, examples)

    @admin.action(description="Export the ticked examples…", permissions=["view"])
    def export_ticked(
        self, request: HttpRequest, queryset: QuerySet[Example]
    ) -> HttpResponseBase | None:
        """Ask for the format, then send the ticked examples."""
        if "format" in request.POST:
            return _send(request, request.POST["format"], queryset)
        context = {
            **self.admin_site.each_context(request),
            "title": "Export examples",
            "opts": self.opts,
            "formats": FORMATS,
            "count": queryset.count(),
            "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/classifier/example/export.html", context)


def _send(request: HttpRequest, name: str, examples: QuerySet[Example]) -> HttpResponseBase:
    """Return the export as a download; the text formats are streamed as they are read."""
    try:
        wanted = find_format(name)
        chunks = stream_examples(format_name=name, examples=examples)
        response: HttpResponseBase
        if chunks is not None:
            response = StreamingHttpResponse(chunks)
        else:
            file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
            export_examples(file=file, format_name=name, examples=examples)
            file.seek(0)
            response = FileResponse(file)
    except ServiceError as error:
        messages.error(request, str(error))
        return redirect(_LIST)
    stem = f"examples-{timezone.localdate().isoformat()}"
    response["Content-Type"] = wanted.content_type
    response["Content-Disposition"] = f'attachment; filename="{stem}{wanted.suffix}"'
    response["Cache-Control"] = "no-store"
    return response
