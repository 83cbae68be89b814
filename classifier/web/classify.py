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
from classifier.services.registry import active_model, active_version
from classifier.services.review import feedback_token


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
        return render(request, "classifier/classify.html", {"form": form}, status=400)
    return _answer(request, form)


def _form(request: HttpRequest) -> HttpResponse:
    """Show the empty form, and if no model can answer, why; nobody should type in vain."""
    form = ClassifyForm()
    try:
        context = {"form": form, "version": active_model().version}
        return render(request, "classifier/classify.html", context)
    except NotReady as error:
        context = {"form": form, "unready": str(error)}
        response = render(request, "classifier/classify.html", context, status=error.status)
        response["Retry-After"] = "30"
        return response


def _answer(request: HttpRequest, form: ClassifyForm) -> HttpResponse:
    try:
        described = answer_lines(**form.cleaned_data)
    except InvalidInput as error:
        form.add_error("text", str(error))
        return render(request, "classifier/classify.html", {"form": form}, status=400)
    context: dict[str, object] = {"form": form, "described": described}
    alone = described.lines[0].answer if len(described.lines) == 1 else None
    if alone:
        context |= _one(explain_answer(alone))
    else:
        context["version"] = _version(described)
    if not request.headers.get("HX-Request"):
        return render(request, "classifier/classify.html", context)
    return render(request, f"classifier/{'answer' if alone else 'answers'}.html", context)


def _version(described: JobDescription) -> object:
    answered = next((one.answer for one in described.lines if one.answer), None)
    return answered.version if answered else active_version()


def _one(explained: ExplainedAnswer) -> dict[str, object]:
    answer = explained.answer
    return {
        "answer": answer,
        "version": answer.version,
        "pieces": highlight(explained.explanation),
        "neighbours": explained.neighbours,
        "terms": explained.terms,
        "change": explained.change,
        "feedback_token": feedback_token(answer),
        "labels": LabelChoice.choices,
    }
