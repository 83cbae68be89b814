"""A plan of a file without keeping one: for the command line."""

from dataclasses import dataclass

from classifier.core.owner_names import guess_team
from classifier.core.reorg import PlannedTask
from classifier.exceptions import NotReady
from classifier.models import OwnerMapping, Plan, PlanRow, Scenario, ScenarioRow

from .planning import Choice, pinned_to, read_sheet
from .planning_classify import build_rows
from .planning_restore import build_restored, restore_settings
from .planning_rows import task_of
from .registry import active_version


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePlan:
    """A plan in memory; nothing of it is stored."""

    plan: Plan
    scenario: Scenario
    rows: list[ScenarioRow]
    tasks: list[PlannedTask]
    guessed: dict[str, str]
    """Owners of the sheet whose team was guessed from the name."""


def plan_offline(*, content: bytes, title: str, choice: Choice | None = None) -> OfflinePlan:
    """Return the plan of a sheet by the active version.

    Raises InvalidInput, NeedsChoice and NotReady as `planning.load_plan` does.
    """
    sheet = read_sheet(content, choice=choice)
    version = active_version()
    if version is None:
        raise NotReady("No model is active yet. Train one: manage.py train --activate")
    plan = Plan(
        title=title,
        version=pinned_to(sheet, version),
        has_cost=any(row.cost is not None for row in sheet.rows),
    )
    restore_settings(plan, sheet.settings)
    scenario = Scenario(plan=plan, number=1, name="As suggested")
    owners: dict[str, OwnerMapping] = {}
    guessed = {}
    for one in sheet.rows:
        if one.owner in owners:
            continue
        team, is_certain = guess_team(one.owner)
        team = one.restored.today if one.restored else team
        owners[one.owner] = OwnerMapping(plan=plan, name=one.owner, team=team.value)
        if not is_certain and not one.restored:
            guessed[one.owner] = team.value
    cells = [PlanRow(**one.facts(), plan=plan, owner=owners[one.owner]) for one in sheet.rows]
    if sheet.is_restored:
        rows = [
            build_restored(scenario, row, one.restored)
            for row, one in zip(cells, sheet.rows, strict=True)
            if one.restored
        ]
    else:
        rows = build_rows(scenario, cells, version)
    return OfflinePlan(
        plan=plan,
        scenario=scenario,
        rows=rows,
        tasks=[task_of(row) for row in rows],
        guessed=guessed,
    )
