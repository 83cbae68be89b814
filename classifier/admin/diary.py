"""What was live on that day? The diary's answer."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from classifier.models import Activation
from classifier.services.diary import live_on


class DayForm(forms.Form):
    """A day."""

    day = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as year-month-day, like 2026-03-31."},
    )


@require_safe
def live_view(request: HttpRequest) -> HttpResponse:
    """Show which version answered at each moment of a day; today if none is asked for."""
    if not request.user.has_perm("classifier.view_activation"):
        raise PermissionDenied
    form = DayForm(request.GET if "day" in request.GET else {"day": timezone.localdate()})
    context = {
        **admin.site.each_context(request),
        "title": "What was live on that day?",
        "opts": Activation._meta,
        "form": form,
    }
    if form.is_valid():
        day = form.cleaned_data["day"]
        context |= {"day": day, "spans": live_on(day), "future": day > timezone.localdate()}
    status = 200 if form.is_valid() else 400
    return render(request, "admin/classifier/activation/live.html", context, status=status)
