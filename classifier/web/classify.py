"""The front page: whose task is it?"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from classifier.core.highlighting import highlight
from classifier.exceptions import InvalidInput, NotReady
from classifier.forms import ClassifyForm
from classifier.models.choices import LabelChoice
from classifier.services.classification import ExplainedAnswer, explain_answer
from classifier.services.job_description import JobDescription, answer_lines
from classifier.services.outages import DatabaseAway
from classifier.services.registry import active_model
from classifier.services.review import feedback_token

from .lost_sessions import lose_session


@login_not_required
@never_cache
@sensitive_post_parameters("text")
def classify_page(request: HttpRequest) -> HttpResponse:
    """Show the form, or the answers to what was posted.

    Text must not travel in an address, so `?text=` is refused.
    """
    if request.method not in ("GET", "HEAD", "POST") or "text" in request.GET:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method != "POST":
        return _form(request)
    if "text" not in request.POST:
        raise BadRequest("The form came without its text.")
    form = ClassifyForm(request.POST)
    if not form.is_valid():
        return _show(request, {"form": form}, status=400)
    return _answer(request, form)


def _form(request: HttpRequest) -> HttpResponse:
    """Show the empty form, and if no model can answer, why; nobody should type in vain."""
    form = ClassifyForm()
    try:
        return _show(request, {"form": form, "version": active_model().version})
    except NotReady as error:
        response = _show(request, {"form": form, "unready": str(error)}, status=error.status)
        response["Retry-After"] = str(error.retry_after)
        return response


def _answer(request: HttpRequest, form: ClassifyForm) -> HttpResponse:
    try:
        described = answer_lines(**form.cleaned_data)
    except InvalidInput as error:
        form.add_error("text", str(error))
        return _show(request, {"form": form}, status=400)
    context: dict[str, object] = {"form": form, "described": described}
    alone = described.lines[0].answer if len(described.lines) == 1 else None
    if alone:
        context |= _one(explain_answer(alone))
    else:
        context["version"] = _version(described)
    if not request.headers.get("HX-Request"):
        return _show(request, context)
    return _show(request, context, part="answer" if alone else "answers")


def _show(
    request: HttpRequest, context: dict[str, object], *, part: str = "classify", status: int = 200
) -> HttpResponse:
    """Show the page or a part of it; if it cannot be looked up to whom, as to a stranger."""
    template = f"classifier/{part}.html"
    try:
        return render(request, template, context, status=status)
    except DatabaseAway:
        lose_session(request)
        return render(request, template, context, status=status)


def _version(described: JobDescription) -> object:
    answered = next((one.answer for one in described.lines if one.answer), None)
    try:
        return answered.version if answered else active_model().version
    except NotReady:
        return None


def _one(explained: ExplainedAnswer) -> dict[str, object]:
    answer = explained.answer
    return {
        "answer": answer,
        "version": answer.version,
        "pieces": highlight(explained.explanation),
        "neighbours": explained.neighbours,
        "is_complete": explained.is_complete,
        "terms": explained.terms,
        "change": explained.change,
        "feedback_token": feedback_token(answer),
        "labels": LabelChoice.choices,
    }
