"""Pages about versions: two side by side, the card, and who changed the labels in between."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from classifier.exceptions import NotReady
from classifier.models import ModelVersion
from classifier.services.comparison import compare
from classifier.services.label_changes import changes_between
from classifier.services.model_card import build_card
from classifier.services.registry import active_version

CHANGES_A_PAGE = 100
FLIPS_SHOWN = 200


class ComparisonForm(forms.Form):
    """Which two versions to compare."""

    before = forms.ModelChoiceField(
        ModelVersion.objects.defer(*ModelVersion.HEAVY), to_field_name="number", empty_label=None
    )
    after = forms.ModelChoiceField(
        ModelVersion.objects.defer(*ModelVersion.HEAVY), to_field_name="number", empty_label=None
    )


@require_safe
def compare_view(request: HttpRequest) -> HttpResponse:
    """Show two versions side by side; by default the active one and the newest."""
    _check(request)
    asked = "before" in request.GET or "after" in request.GET
    form = ComparisonForm(request.GET if asked else _default_pair())
    context = _context(request, "Compare versions") | {"form": form, "shown": FLIPS_SHOWN}
    status = 200
    if form.is_valid():
        try:
            context["comparison"] = compare(form.cleaned_data["before"], form.cleaned_data["after"])
        except NotReady as error:
            context["error"] = str(error)
            status = error.status
    elif asked:
        status = 400
    template = "admin/classifier/modelversion/compare.html"
    return render(request, template, context, status=status)


@require_safe
def card_view(request: HttpRequest, number: int) -> HttpResponse:
    """Show the model card."""
    _check(request)
    version = _version(number)
    context = _context(request, f"Model card: version {number}")
    context |= {"version": version, "card": build_card(version)}
    return render(request, "admin/classifier/modelversion/card.html", context)


@require_safe
def card_markdown_view(request: HttpRequest, number: int) -> HttpResponse:
    """Give the model card as a Markdown file."""
    _check(request)
    response = HttpResponse(
        build_card(_version(number)).as_markdown(), content_type="text/markdown; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="model-card-{number}.md"'
    return response


@require_safe
def changes_view(request: HttpRequest, number: int) -> HttpResponse:
    """List the label changes between the active version's training and this one's."""
    _check(request)
    version, active = _version(number), active_version()
    if not request.user.has_perm("classifier.view_labelchange"):
        raise PermissionDenied
    rows = changes_between(version, active or version).select_related("example", "changed_by")
    user = request.GET.get("user", "")
    if user:
        rows = rows.filter(changed_by__username=user[:150].replace("\x00", ""))
    page = Paginator(rows, CHANGES_A_PAGE).get_page(request.GET.get("page"))
    context = _context(request, f"Label changes before version {number}")
    context |= {"version": version, "active": active, "page": page, "user_name": user[:150]}
    return render(request, "admin/classifier/modelversion/changes.html", context)


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("classifier.view_modelversion"):
        raise PermissionDenied


def _version(number: int) -> ModelVersion:
    rows = ModelVersion.objects.defer("example_ids").select_related("created_by")
    return get_object_or_404(rows, number=number)


def _default_pair() -> dict[str, object]:
    active, newest = active_version(), ModelVersion.objects.defer(*ModelVersion.HEAVY).first()
    if active == newest and newest is not None:
        earlier = ModelVersion.objects.defer(*ModelVersion.HEAVY).exclude(pk=newest.pk).first()
        active = earlier or newest
    return {"before": active and active.number, "after": newest and newest.number}


def _context(request: HttpRequest, title: str) -> dict[str, object]:
    return {**admin.site.each_context(request), "title": title, "opts": ModelVersion._meta}
