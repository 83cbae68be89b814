"""Plans: made from a sheet, all or nothing; titled, set and deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from classifier.core.errors import TableError
from classifier.core.owner_names import guess_team
from classifier.core.plan_columns import Columns, find_columns
from classifier.core.plan_grid import Grid, read_grids
from classifier.core.plan_restore import find_settings
from classifier.core.plan_sheet import PlanSheet, choose_grid, read_plan_sheet
from classifier.exceptions import InvalidInput, NotReady
from classifier.models import (
    ModelVersion,
    OwnerMapping,
    Plan,
    PlanRow,
    Scenario,
)

from .planning_restore import restore_rows, restore_settings, set_fte
from .planning_rows import BATCH
from .registry import active_version
from .room import check_room


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What people chose where names did not settle it."""

    sheet: str = ""
    places: Mapping[str, int] | None = None
    """Column, from 0, of each field; None to go by their names."""
    header: int = 0
    """Row number of the header in the file."""


class NeedsChoice(Exception):
    """The sheet can be read, but people have to say which sheet or columns are meant."""

    def __init__(self, grids: list[Grid], message: str) -> None:
        """Carry the sheets to choose from."""
        super().__init__(message)
        self.grids = grids


def load_plan(
    *, content: bytes, title: str, source: str, owner: User, choice: Choice | None = None
) -> Plan:
    """Store a sheet as a plan, its rows yet to be classified; nothing is stored if it is bad.

    An exported plan comes back with its suggestions and decisions.

    Raises
    ------
    InvalidInput
        Naming each cell that cannot be used.
    NeedsChoice
        If the sheet or its columns cannot be told by their names.
    NotReady
        If no model is active.
    """
    sheet = read_sheet(content, choice=choice)
    return store_sheet(sheet, title=title, source=source, owner=owner)


def store_sheet(sheet: PlanSheet, *, title: str, source: str, owner: User) -> Plan:
    """Store the rows of a sheet as a plan, all or none.

    Raises NotReady if no model is active, OutOfSpace if the disk is nearly full.
    """
    check_room()
    version = active_version()
    if version is None:
        raise NotReady("No model is active yet. Train one: manage.py train --activate")
    with transaction.atomic():
        return _store(sheet, version, title=title, source=source, owner=owner)


def read_sheet(content: bytes, *, choice: Choice | None = None) -> PlanSheet:
    """Return the tasks in a file; raises InvalidInput and NeedsChoice as `load_plan` does."""
    choice = choice or Choice()
    try:
        grids = read_grids(content)
        grid = choose_grid(grids, sheet=choice.sheet)
        if grid is None:
            names = ", ".join(f"“{one.name}”" for one in grids)
            raise NeedsChoice(
                grids, f"The workbook has the sheets {names}. Choose the one to read."
            )
        columns = _columns(grid, choice)
        if columns.missing and choice.places is None and len(grid.rows) > 1:
            raise NeedsChoice([grid], f"{columns.explain_missing()} Choose it below.")
        sheet = read_plan_sheet(grid, columns)
    except TableError as error:
        raise InvalidInput(str(error)) from error
    if not sheet.is_restored:
        return sheet
    return replace(sheet, settings=find_settings([row for one in grids for row in one.rows]))


def check_title(title: str) -> str:
    """Return the title stripped; raises InvalidInput if it is empty or too long."""
    plain = " ".join(title.split())
    if not 1 <= len(plain) <= 120:
        raise InvalidInput("A plan needs a title of 1 to 120 characters.")
    return plain


def change_settings(*, plan: Plan, title: str, period: str, hours_per_fte: Decimal) -> None:
    """Set the title and what a full-time equivalent is."""
    plan.title = check_title(title)
    set_fte(plan, period, hours_per_fte)
    plan.save(update_fields=["title", "period", "hours_per_fte"])


def delete_plan(*, plan: Plan) -> None:
    """Delete the plan with its scenarios and decisions."""
    with transaction.atomic():
        Scenario.objects.filter(plan=plan).delete()
        plan.rows.all().delete()
        plan.delete()


def _columns(grid: Grid, choice: Choice) -> Columns:
    if choice.places is None:
        return find_columns(grid)
    header = grid.numbers.index(choice.header) if choice.header in grid.numbers else 0
    return Columns(header=header, places=choice.places)


def _store(
    sheet: PlanSheet, version: ModelVersion, *, title: str, source: str, owner: User
) -> Plan:
    plan = Plan(
        title=check_title(title),
        owner=owner,
        version=pinned_to(sheet, version),
        source=source[:200],
        notices=sheet.notices,
        has_cost=any(row.cost is not None for row in sheet.rows),
    )
    if sheet.settings:
        restore_settings(plan, sheet.settings)
    plan.save()
    owners = _store_owners(plan, sheet)
    rows = PlanRow.objects.bulk_create(
        [PlanRow(**row.facts(), plan=plan, owner=owners[row.owner]) for row in sheet.rows],
        batch_size=BATCH,
    )
    scenario = Scenario.objects.create(
        plan=plan, number=1, name="As suggested", is_chosen=True, created_by=owner
    )
    if sheet.is_restored:
        restore_rows(scenario, rows, sheet, owner)
    return plan


def pinned_to(sheet: PlanSheet, active: ModelVersion) -> ModelVersion:
    """Return the version an exported plan was pinned to if it is here, else the active one."""
    numbers = {row.restored.version for row in sheet.rows if row.restored}
    newest = ModelVersion.objects.filter(number__in=numbers).defer("example_ids").first()
    return newest or active


def _store_owners(plan: Plan, sheet: PlanSheet) -> dict[str, OwnerMapping]:
    teams: dict[str, str] = {}
    certain = True
    for row in sheet.rows:
        if row.owner in teams:
            continue
        guess, is_certain = guess_team(row.owner)
        teams[row.owner] = str(row.restored.today if row.restored else guess)
        certain &= is_certain or row.restored is not None
    plan.owners_confirmed = certain
    plan.save(update_fields=["owners_confirmed"])
    mappings = OwnerMapping.objects.bulk_create(
        [OwnerMapping(plan=plan, name=name, team=team) for name, team in teams.items()]
    )
    return {mapping.name: mapping for mapping in mappings}
