"""The front page: whose task is it?"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from classifier.core.highlighting import highlight
from classifier.core.splitting import split_tasks
from classifier.forms import ClassifyForm, FeedbackForm
from classifier.services.classification import ExplainedAnswer, classify, explain, mix
from classifier.services.registry import active_version
from classifier.services.review import feedback_token

MAX_TASKS = 500


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
        context = {"form": ClassifyForm(), "version": active_version()}
        return render(request, "classifier/classify.html", context)
    if "text" not in request.POST:
        raise BadRequest("The form came without its text.")
    form = ClassifyForm(request.POST)
    if not form.is_valid():
        return render(request, "classifier/classify.html", {"form": form}, status=400)
    return _answer(request, form)


def _answer(request: HttpRequest, form: ClassifyForm) -> HttpResponse:
    tasks = split_tasks(form.cleaned_data["text"])
    if len(tasks) > MAX_TASKS:
        form.add_error("text", f"These are {len(tasks):,} tasks; the page takes {MAX_TASKS}.")
        return render(request, "classifier/classify.html", {"form": form}, status=400)
    context: dict[str, object] = {"form": form}
    if len(tasks) == 1:
        context |= _one(explain(tasks[0]))
    else:
        answers = classify(tasks)
        context |= {"answers": answers, "mix": mix(answers), "version": answers[0].version}
    template = "answer" if request.headers.get("HX-Request") and len(tasks) == 1 else "classify"
    return render(request, f"classifier/{template}.html", context)


def _one(explained: ExplainedAnswer) -> dict[str, object]:
    answer = explained.answer
    initial = {"token": feedback_token(answer), "text": answer.text}
    return {
        "answer": answer,
        "version": answer.version,
        "pieces": highlight(explained.explanation),
        "neighbours": explained.neighbours,
        "terms": explained.terms,
        "change": explained.change,
        "feedback_form": FeedbackForm(initial=initial, auto_id=False),
    }
