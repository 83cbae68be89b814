"""Doubtful labels, one at a time: one key to fix, one to keep."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from classifier.exceptions import ServiceError
from classifier.forms import DoubtForm
from classifier.models import Example
from classifier.services.doubts import fix_label, keep_label, next_doubt

KEYS = {"marketing": "m", "sales": "s", "shared": "h", "neither": "n"}
"""The key of each label; the page shows them."""


@require_http_methods(["GET", "POST"])
def doubtful_labels(request: HttpRequest) -> HttpResponse:
    """Show the most doubtful label; on a post, fix or keep it and show the next."""
    if not request.user.has_perm("classifier.change_example"):
        raise PermissionDenied
    if request.method == "POST":
        _decide(request)
        return redirect("admin:classifier_example_doubtful")
    after = request.GET.get("after", "")
    doubt = next_doubt(after=int(after) if after.isdecimal() and len(after) < 19 else 0)
    context = {
        **admin.site.each_context(request),
        "title": "Doubtful labels",
        "opts": Example._meta,
        "doubt": doubt,
        "keys": KEYS,
    }
    return render(request, "admin/classifier/example/doubtful.html", context)


def _decide(request: HttpRequest) -> None:
    form = DoubtForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a label, or keep the one it has.")
        return
    example = get_object_or_404(Example, pk=form.cleaned_data["example"])
    label, seen = form.cleaned_data["label"], form.cleaned_data["seen"]
    try:
        if label == seen:
            keep_label(example=example, seen=seen)
            messages.success(request, f"Kept: “{example}” stays {seen}.")
        else:
            fix_label(example=example, label=label, seen=seen, by=cast(User, request.user))
            messages.success(request, f"Fixed: “{example}” is now {label}.")
    except ServiceError as error:
        messages.error(request, str(error))
