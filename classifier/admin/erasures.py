"""Erasing a text for good, and the record of when that was done; for superusers alone."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from classifier.core.text import MAX_TEXT
from classifier.exceptions import ServiceError
from classifier.models import Erasure
from classifier.services.erasing import Found, erase_text, find_text

from .large_lists import LargeListMixin
from .records import RecordAdmin


class TextForm(forms.Form):
    """The text to look for."""

    text = forms.CharField(
        max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
    )


@admin.register(Erasure)
class ErasureAdmin(RecordAdmin, LargeListMixin, admin.ModelAdmin[Erasure]):
    """When texts were erased, by whom, and how many rows; never which texts."""

    list_display = ("erased_at", "erased_by", "rows", "models")
    list_select_related = ("erased_by",)
    change_list_template = "admin/classifier/erasure/change_list.html"
    actions = []

    @admin.display(description="rows and files")
    def rows(self, erasure: Erasure) -> int:
        """Show how many were touched."""
        return sum(erasure.counts.values())

    @admin.display(description="learned by version")
    def models(self, erasure: Erasure) -> str:
        """Show which versions had learned the text."""
        return ", ".join(map(str, erasure.versions)) or "none"

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the page that erases."""
        view = self.admin_site.admin_view(erase_view)
        return [path("erase/", view, name="classifier_erasure_erase"), *super().get_urls()]


@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def erase_view(request: HttpRequest) -> HttpResponse:
    """Show where a text stands; erase it once that was seen and confirmed."""
    if not cast(User, request.user).is_superuser:
        raise PermissionDenied
    form = TextForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"title": "Erase a text", "form": form}
    status = 200
    if form.is_bound and form.is_valid():
        try:
            context |= _look_or_erase(request, form.cleaned_data["text"])
        except ServiceError as error:
            form.add_error("text", str(error))
    if form.errors:
        status = 400
    page = {**admin.site.each_context(request), "opts": Erasure._meta, **context}
    return render(request, "admin/classifier/erasure/erase.html", page, status=status)


def _look_or_erase(request: HttpRequest, text: str) -> dict[str, Any]:
    """Erase only what was shown: the same text, in the same places."""
    found = find_text(text)
    seen = _seen(found)
    if "erase" in request.POST and constant_time_compare(request.POST.get("seen", ""), seen):
        return {"done": erase_text(text, by=cast(User, request.user))}
    return {"found": found, "seen": seen}


def _seen(found: Found) -> str:
    shown = f"{found.wanted}\n{sorted(found.counts.items())}"
    return signing.Signer(salt="classifier.erase").signature(shown)
