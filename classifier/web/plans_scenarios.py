"""Scenarios: copied, compared, chosen; and what another model version would say."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classifier.core.reorg_compare import compare
from classifier.core.reorg_totals import summarise
from classifier.exceptions import InvalidInput, ServiceError
from classifier.models import ModelVersion, Scenario
from classifier.services.planning_rows import read_tasks
from classifier.services.planning_scenarios import (
    OpenScenario,
    choose_scenario,
    copy_scenario,
    delete_scenario,
    find_scenario,
    rename_scenario,
)
from classifier.services.planning_versions import find_version, rerun, what_would_change

from .plans_access import asked, asked_to_decide, frame
from .plans_forms import whole_number

_SHOWN = 200


@never_cache
@require_safe
def scenarios(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the scenarios with their figures."""
    found = asked(request, pk)
    figures = []
    for one in found.plan.scenarios.all():
        one.plan = found.plan
        figures.append((one, summarise(read_tasks(one))))
    return render(request, "classifier/plans/scenarios.html", frame(found, figures=figures))


@require_POST
def change_scenario(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Copy, rename, choose or delete a scenario."""
    found = asked_to_decide(request, pk, number)
    name = request.POST.get("name", "")
    try:
        match request.POST.get("act"):
            case "copy":
                copy = copy_scenario(scenario=found.scenario, name=name, by=found.user)
                messages.success(request, f"“{copy.name}” is a copy of “{found.scenario.name}”.")
            case "rename":
                rename_scenario(scenario=found.scenario, name=name)
            case "choose":
                choose_scenario(scenario=found.scenario)
                messages.success(request, f"“{found.scenario.name}” is the chosen scenario.")
            case "delete":
                delete_scenario(scenario=found.scenario)
                messages.success(request, f"“{found.scenario.name}” is deleted.")
            case _:
                raise InvalidInput("A scenario can be copied, renamed, chosen or deleted.")
    except ServiceError as error:
        messages.error(request, str(error))
    return redirect("classifier:plan-scenarios", pk)


@never_cache
@require_safe
def compare_scenarios(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two scenarios side by side."""
    found = asked(request, pk)
    numbers = [whole_number(request.GET.get(name, "")) for name in ("first", "second")]
    first, second = (_compared(found, number) for number in numbers)
    ours, theirs = read_tasks(first), read_tasks(second)
    a, b = summarise(ours), summarise(theirs)
    differences = compare(ours, theirs)
    context = frame(
        found,
        first=first,
        second=second,
        summaries=[(first, a), (second, b)],
        teams=list(zip(a.teams, b.teams, strict=True)),
        totals=(a.total, b.total),
        differences=differences[:_SHOWN],
        differing=len(differences),
    )
    return render(request, "classifier/plans/compare.html", context)


@never_cache
@require_safe
def versions(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what would change with another version; changes nothing."""
    found = asked(request, pk, number)
    known = list(ModelVersion.objects.only("number", "created_at", "is_active"))
    context = frame(found, versions=known, shown=_SHOWN)
    wanted = request.GET.get("version", "")
    if wanted:
        version = find_version(_whole(wanted))
        rows = what_would_change(scenario=found.scenario, version=version)
        context |= {
            "version": version,
            "changing": len(rows),
            "decided": sum(one.is_decided for one in rows),
            "rows": rows[:_SHOWN],
        }
    return render(request, "classifier/plans/versions.html", context)


@require_POST
def rerun_scenario(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take another version's suggestions for the rows that nobody has decided."""
    found = asked_to_decide(request, pk, number)
    version = find_version(_whole(request.POST.get("version", "")))
    count = rerun(scenario=found.scenario, version=version, by=found.user)
    messages.success(request, f"{count:,} open rows have their suggestion from {version} now.")
    return redirect("classifier:plan-summary", pk, number)


def _compared(found: OpenScenario, number: int | None) -> Scenario:
    if number is None:
        raise InvalidInput("Choose two scenarios to compare.")
    return find_scenario(plan=found.plan, number=number)


def _whole(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise InvalidInput("Choose a version by its number.")
    return number
