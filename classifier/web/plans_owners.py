"""What stands around a plan: its columns, owners, settings, link and end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classifier.core.plan_columns import FIELDS, REQUIRED, find_columns
from classifier.core.plan_grid import Grid, cell_name
from classifier.exceptions import InvalidInput, ServiceError
from classifier.models.plan import TeamChoice
from classifier.services.planning import Choice, change_settings, delete_plan
from classifier.services.planning_access import join_plan, share_plan, unshare_plan
from classifier.services.planning_drafts import draft_grids, finish_draft, open_draft
from classifier.services.planning_owners import list_owners, map_owners

from .plans import first_view
from .plans_access import asked, asked_to_decide, frame, owned, person
from .plans_forms import PlanSettingsForm, whole_number

_SHOWN = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people say which sheet and columns are meant, then make the plan."""
    draft = open_draft(pk=pk, user=person(request, "add"))
    grids = draft_grids(draft)
    names = [grid.name for grid in grids]
    asked_for = request.POST.get("sheet") or request.GET.get("sheet") or _likeliest(grids).name
    grid = grids[names.index(asked_for)] if asked_for in names else grids[0]
    context = {"draft": draft, "grids": grids, "grid": grid, "error": ""}
    if request.method == "POST":
        try:
            return first_view(finish_draft(draft=draft, choice=_choice(request, grid)))
        except ServiceError as error:
            context["error"] = str(error)
    columns = find_columns(grid)
    context |= {
        "header": grid.numbers[columns.header],
        "columns": _column_names(grid, columns.header),
        "fields": [
            (name, name in REQUIRED, _picked(request, name, columns.places)) for name in FIELDS
        ],
        "sample": grid.rows[columns.header : columns.header + _SHOWN],
    }
    status = 400 if context["error"] else 200
    return render(request, "classifier/plans/columns.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle what today's owners are."""
    if request.method != "POST":
        found = asked(request, pk)
        context = frame(found, owners=list_owners(found.plan), teams=TeamChoice.choices)
        return render(request, "classifier/plans/owners.html", context)
    found = asked_to_decide(request, pk)
    teams, seen = (_by_owner(request, prefix) for prefix in ("team-", "was-"))
    map_owners(plan=found.plan, teams=teams, by=found.user, seen=seen)
    messages.success(request, "Saved what the owners are.")
    return redirect("classifier:plan", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title and what a full-time equivalent is."""
    plan = owned(request, pk).plan
    form = PlanSettingsForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        change_settings(
            plan=plan,
            title=values["title"],
            period=values["period"],
            hours_per_fte=values["hours_per_fte"],
        )
        messages.success(request, "Saved.")
        return redirect("classifier:plan", pk)
    status = 400 if form.errors else 200
    context = frame(asked(request, pk), form=form)
    return render(request, "classifier/plans/settings.html", context, status=status)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link, change what it allows, or withdraw it."""
    plan = owned(request, pk).plan
    if request.POST.get("sharing") == "none":
        unshare_plan(plan=plan)
        messages.success(request, "The plan is private again.")
    else:
        share_plan(plan=plan, sharing=request.POST.get("sharing", ""))
        messages.success(request, "The link is ready below.")
    return redirect("classifier:plan-settings", pk)


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Open a plan by its link."""
    return redirect("classifier:plan", join_plan(token=token, user=person(request)).pk)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the plan."""
    access = owned(request, pk)
    if not request.user.has_perm("classifier.delete_plan"):
        raise PermissionDenied
    delete_plan(plan=access.plan)
    messages.success(request, "The plan is deleted.")
    return redirect("classifier:plan-list")


def _by_owner(request: HttpRequest, prefix: str) -> dict[int, str]:
    return {
        owner: str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
        and (owner := whole_number(name.removeprefix(prefix))) is not None
    }


def _likeliest(grids: list[Grid]) -> Grid:
    return max(grids, key=lambda grid: len(find_columns(grid).places))


def _width(grid: Grid) -> int:
    return max(len(cells) for cells in grid.rows)


def _column_names(grid: Grid, header: int) -> list[tuple[int, str]]:
    width = _width(grid)
    names = [*grid.rows[header], *[""] * width]
    return [
        (column, f"{cell_name(grid.numbers[header], column)}: {names[column] or 'no name'}")
        for column in range(width)
    ]


def _picked(request: HttpRequest, name: str, found: object) -> int | None:
    chosen = whole_number(request.POST.get(name, ""))
    if chosen is not None:
        return chosen
    return found.get(name) if isinstance(found, dict) else None


def _choice(request: HttpRequest, grid: Grid) -> Choice:
    places = {
        name: column
        for name in FIELDS
        if (column := whole_number(request.POST.get(name, ""))) is not None
    }
    if beyond := [name for name, at in places.items() if at >= _width(grid)]:
        raise InvalidInput(f"The column chosen for {beyond[0]} is not in the sheet.")
    if twice := [name for name, at in places.items() if list(places.values()).count(at) > 1]:
        raise InvalidInput(f"One column cannot be both {' and '.join(twice)}.")
    return Choice(sheet=grid.name, places=places, header=grid.numbers[find_columns(grid).header])
