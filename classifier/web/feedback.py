"""“This is wrong”: a visitor's word goes to review."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from classifier.exceptions import InvalidInput
from classifier.forms import FeedbackForm
from classifier.services.review import submit_feedback


@login_not_required
@require_POST
@sensitive_post_parameters("text")
def feedback(request: HttpRequest) -> HttpResponse:
    """Store the word and say thanks."""
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Choose what the task is: marketing, sales, shared or neither.")
    submit_feedback(**form.cleaned_data)
    if request.headers.get("HX-Request"):
        return render(request, "classifier/feedback_thanks.html")
    return redirect("classifier:feedback-thanks")


@login_not_required
@require_GET
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    """Say thanks."""
    return render(request, "classifier/feedback_sent.html")
