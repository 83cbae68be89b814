"""The views of a plan: summary, flows, roles, people, moves, hand-overs, disputes, print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from classifier.core.reorg_moves import list_disputes, list_hand_overs, list_moves
from classifier.core.reorg_roles import mix_people, mix_roles
from classifier.core.reorg_sankey import draw_sankey
from classifier.core.reorg_totals import find_flows, summarise
from classifier.services.planning_classify import progress_of
from classifier.services.planning_rows import read_tasks
from classifier.services.planning_scenarios import OpenScenario

from .plans_access import asked, frame

_FIRST = ":200"
"""A page lists so many rows of a kind; filters and the workbook have them all."""


@never_cache
@require_safe
def plan_home(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the summary of the chosen scenario, or to the wait for suggestions."""
    found = asked(request, pk)
    if not progress_of(found.plan).is_complete:
        return redirect("classifier:plan-progress", pk)
    return redirect("classifier:plan-summary", pk, found.scenario.number)


@never_cache
@require_safe
def summary(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show tasks, hours and FTE by team today and as proposed."""
    found = asked(request, pk, number)
    tasks = read_tasks(found.scenario)
    flows = find_flows(tasks)
    context = frame(
        found,
        summary=summarise(tasks),
        moves=list_moves(tasks),
        sankey=draw_sankey(flows),
        flows=flows,
    )
    return render(request, "classifier/plans/summary.html", context)


@never_cache
@require_safe
def roles(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show each role's mix, which roles split, and shards."""
    found = asked(request, pk, number)
    context = frame(found, mixes=mix_roles(read_tasks(found.scenario)))
    return render(request, "classifier/plans/roles.html", context)


@never_cache
@require_safe
def people(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what each person would do for whom."""
    found = asked(request, pk, number)
    context = frame(found, mixes=mix_people(read_tasks(found.scenario)))
    return render(request, "classifier/plans/people.html", context)


@never_cache
@require_safe
def moves(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the rows whose owner would change, by receiving team."""
    found = asked(request, pk, number)
    context = frame(found, arrivals=list_moves(read_tasks(found.scenario)), shown=_FIRST)
    return render(request, "classifier/plans/moves.html", context)


@never_cache
@require_safe
def hand_overs(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the shared tasks with an R and an A per team."""
    found = asked(request, pk, number)
    context = frame(found, hand_overs=list_hand_overs(read_tasks(found.scenario)), shown=_FIRST)
    return render(request, "classifier/plans/hand_overs.html", context)


@never_cache
@require_safe
def disputes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what needs a meeting."""
    found = asked(request, pk, number)
    context = frame(found, disputes=list_disputes(read_tasks(found.scenario)), shown=_FIRST)
    return render(request, "classifier/plans/disputes.html", context)


@never_cache
@require_safe
def history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show who changed what, when."""
    found = asked(request, pk, number)
    changes = found.scenario.changes.select_related("done_by", "undoes", "undone_by")[:200]
    return render(request, "classifier/plans/history.html", frame(found, changes=changes))


@never_cache
@require_safe
def printable(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one page to print: totals, top moves, disputes, roles and who has A and R."""
    found = asked(request, pk, number)
    return render(request, "classifier/plans/print.html", _on_one_page(found))


def _on_one_page(found: OpenScenario) -> dict[str, object]:
    tasks = read_tasks(found.scenario)
    flows = find_flows(tasks)
    moving = sorted((t for t in tasks if t.moves), key=lambda t: (-t.hours, t.number))
    return frame(
        found,
        summary=summarise(tasks),
        sankey=draw_sankey(flows),
        flows=flows,
        top_moves=moving[:8],
        moving=len(moving),
        disputes=list_disputes(tasks),
        hand_overs=list_hand_overs(tasks),
        split_roles=[mix for mix in mix_roles(tasks) if mix.splits],
    )
