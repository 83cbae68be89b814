"""Plans: the list, a new one, the sample, and the wait for suggestions."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classifier.exceptions import ServiceError
from classifier.models import Plan
from classifier.services.planning import NeedsChoice, load_plan
from classifier.services.planning_access import open_plan, visible_plans
from classifier.services.planning_classify import classify_next, progress_of
from classifier.services.planning_drafts import keep_draft
from classifier.uploads import is_too_large, one_file

from .plans_access import person
from .plans_forms import UploadForm

SAMPLE = "sample_plan.csv"


@never_cache
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Show the plans that the person may see."""
    user = person(request, "view")
    return render(request, "classifier/plans/list.html", {"plans": visible_plans(user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("cells")
def new_plan(request: HttpRequest) -> HttpResponse:
    """Show the upload form, or make a plan of what was sent."""
    user = person(request, "add")
    if request.method != "POST":
        return render(request, "classifier/plans/new.html", {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    try:
        if request.FILES or is_too_large(request):
            one_file(request)
    except ServiceError as error:
        form.errors.clear()  # that there is no file
        return _refused(request, form, error)
    if not form.is_valid():
        return render(request, "classifier/plans/new.html", {"form": form}, status=400)
    file = form.cleaned_data["file"]
    title = form.cleaned_data["title"] or (Path(file.name).stem[:120] if file else "Pasted cells")
    source = file.name if file else "pasted cells"
    content = file.read() if file else form.cleaned_data["cells"].encode()
    try:
        plan = load_plan(content=content, title=title, source=source, owner=user)
    except NeedsChoice:
        draft = keep_draft(content=content, title=title, source=source, owner=user)
        return redirect("classifier:plan-columns", draft.pk)
    except ServiceError as error:
        return _refused(request, form, error)
    return first_view(plan)


@require_POST
def sample_plan(request: HttpRequest) -> HttpResponse:
    """Make the sample plan and open it."""
    return first_view(load_sample(person(request, "add")))


def load_sample(user: User) -> Plan:
    """Return a new plan of the sample sheet."""
    path = settings.BASE_DIR / "fixtures" / SAMPLE
    return load_plan(
        content=path.read_bytes(), title="Sample: Halvorsen Kettles", source=SAMPLE, owner=user
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many rows have their suggestion; a POST makes the next ones.

    The page itself asks for the next rows until all have theirs, so no worker is needed, and
    a plan whose page was closed goes on when it is opened again.
    """
    plan = open_plan(pk=pk, user=person(request)).plan
    progress = classify_next(plan) if request.method == "POST" else progress_of(plan)
    if progress.is_complete:
        target = _after(plan)
        if not request.headers.get("HX-Request"):
            return redirect(target)
        response = HttpResponse(status=204)
        response["HX-Redirect"] = target
        return response
    part = "progress_part" if request.headers.get("HX-Request") else "progress"
    context = {"plan": plan, "progress": progress}
    return render(request, f"classifier/plans/{part}.html", context)


def first_view(plan: Plan) -> HttpResponse:
    """Classify the first rows, then lead on: to the plan, its owners or its progress."""
    if classify_next(plan).is_complete:
        return redirect(_after(plan))
    return redirect("classifier:plan-progress", plan.pk)


def _after(plan: Plan) -> str:
    name = "plan" if plan.owners_confirmed else "plan-owners"
    return reverse(f"classifier:{name}", args=[plan.pk])


def _refused(request: HttpRequest, form: UploadForm, error: ServiceError) -> HttpResponse:
    form.add_error(None, str(error))
    return render(request, "classifier/plans/new.html", {"form": form}, status=error.status)
