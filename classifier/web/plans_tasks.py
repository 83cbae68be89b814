"""The tasks of a scenario: filtered, explained, decided, undone."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classifier.core.highlighting import highlight
from classifier.exceptions import Conflict, InvalidInput, ServiceError
from classifier.models import ScenarioRow
from classifier.services.planning_decisions import (
    Verb,
    check_verb,
    decide_many,
    decide_row,
    newest_change,
)
from classifier.services.planning_explain import explain_row
from classifier.services.planning_filter import filter_rows, in_bulk
from classifier.services.planning_scenarios import OpenScenario
from classifier.services.planning_undo import undo

from .plans_access import asked, asked_to_decide, frame
from .plans_forms import RowFilterForm, whole_number

PAGE = 50
_SHARED = {"both-marketing": ("marketing", True), "both-sales": ("sales", True)}


@never_cache
@require_safe
def tasks(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the rows that the filter asks for, a page at a time."""
    found = asked(request, pk, number)
    form = RowFilterForm(request.GET)
    wanted = form.wanted()
    rows = filter_rows(found.scenario, wanted)
    page = Paginator(rows.select_related("row__owner"), PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in form.data.items() if value and name in form.fields}
    context = frame(
        found,
        form=form,
        page=page,
        filtered=chosen,
        query=urlencode(chosen),
        decided=_decided(found),
        newest=newest_change(found.scenario),
    )
    return render(request, "classifier/plans/tasks.html", context)


@never_cache
@require_safe
def decided(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show how many rows are decided, and the undo button; for the tasks page."""
    found = asked(request, pk, number)
    context = frame(found, decided=_decided(found), query=request.GET.urlencode())
    return render(request, "classifier/plans/decided.html", context)


@never_cache
@require_safe
def why(request: HttpRequest, pk: int, number: int, row: int) -> HttpResponse:
    """Show the words, the nearest examples and the history of one row."""
    found = asked(request, pk, number)
    one = _row(found, row)
    explained = explain_row(one)
    context = frame(
        found,
        row=one,
        pieces=highlight(explained.explanation),
        neighbours=explained.neighbours,
        row_changes=one.row_changes.select_related("change__done_by").order_by("-pk"),
    )
    part = "why_part" if request.headers.get("HX-Request") else "why"
    return render(request, f"classifier/plans/{part}.html", context)


@require_POST
def decide(request: HttpRequest, pk: int, number: int, row: int) -> HttpResponse:
    """Decide on one row; the answer is the row as it is then, with what went wrong if it did."""
    found = asked_to_decide(request, pk, number)
    try:
        seen = _whole(request.POST.get("seen", ""))
        change = decide_row(
            scenario=found.scenario, pk=row, seen=seen, verb=_verb(request), by=found.user
        )
    except (Conflict, InvalidInput) as error:
        if not request.headers.get("HX-Request"):
            raise
        return _row_part(request, found, row, error=error)
    if request.headers.get("HX-Request"):
        response = _row_part(request, found, row)
        response["HX-Trigger"] = "decided"
        return response
    messages.success(request, f"{change.get_kind_display().capitalize()}: row saved.")
    return _back(request, found, f"#row-{row}")


@require_POST
def decide_filtered(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Decide on all rows that the filter shows and nobody has decided."""
    found = asked_to_decide(request, pk, number)
    wanted = RowFilterForm(request.POST).wanted_exactly()
    rows = in_bulk(filter_rows(found.scenario, wanted), wanted)
    try:
        change = decide_many(
            scenario=found.scenario,
            rows=rows,
            verb=_verb(request),
            by=found.user,
            seen=whole_number(request.POST.get("seen", "")),
        )
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"{change.get_kind_display().capitalize()}: {change.rows:,} rows."
        )
    return _back(request, found)


@require_POST
def undo_last(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take back the person's last change."""
    found = asked_to_decide(request, pk, number)
    try:
        change = undo(scenario=found.scenario, by=found.user)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        undone = change.undoes.get_kind_display() if change.undoes else ""
        messages.success(request, f"Undone: {undone} of {change.rows:,} rows.")
    return _back(request, found)


def _verb(request: HttpRequest) -> Verb:
    owner, both = _SHARED.get(request.POST.get("to", ""), (request.POST.get("to", ""), False))
    return check_verb(
        kind=request.POST.get("kind", ""),
        owner=owner,
        both=both,
        reason=request.POST.get("reason", ""),
    )


def _whole(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise InvalidInput("The form came without the row's revision. Load the page again.")
    return number


def _row(found: OpenScenario, pk: int) -> ScenarioRow:
    return get_object_or_404(found.scenario.rows.select_related("row__owner"), pk=pk)


def _row_part(
    request: HttpRequest, found: OpenScenario, pk: int, *, error: ServiceError | None = None
) -> HttpResponse:
    context = {
        "plan": found.plan,
        "scenario": found.scenario,
        "access": found.access,
        "one": _row(found, pk),
        "query": request.POST.get("query", ""),
        "error": error,
    }
    status = error.status if error else HTTPStatus.OK
    return render(request, "classifier/plans/row.html", context, status=status)


def _decided(found: OpenScenario) -> int:
    return found.scenario.rows.exclude(verdict="open").count()


def _back(request: HttpRequest, found: OpenScenario, anchor: str = "") -> HttpResponse:
    """Lead back to the tasks with the filter they were shown by."""
    address = reverse("classifier:plan-tasks", args=[found.plan.pk, found.scenario.number])
    query = request.POST.get("query", "")
    return redirect(f"{address}?{query}{anchor}" if query else f"{address}{anchor}")
