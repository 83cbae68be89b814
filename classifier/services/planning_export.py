"""A scenario as sheets to take out: the same figures as on the pages."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet

from classifier.core.plan_book import Sheet, write_book
from classifier.core.plan_restore import COLUMNS, SETTINGS
from classifier.core.reorg import PlannedTask, Team
from classifier.core.reorg_moves import list_hand_overs, list_moves
from classifier.core.reorg_roles import Mix, mix_people, mix_roles
from classifier.core.reorg_totals import TeamTotals, find_flows, summarise
from classifier.core.tables import write_table_to
from classifier.models import Plan, Scenario, ScenarioRow

SHEET = ("role", "task", "owner", "hours", "person", "site", "cost")
WORKED_OUT = ("proposed owner", "status", "move", "confidence")
ROW_COLUMNS = (*SHEET, *WORKED_OUT, *COLUMNS)
MOVE_COLUMNS = (
    "row", "role", "task", "person", "owner today", "from", "to", "hours", "confidence",
    "decision", "reason",
)  # fmt: skip
HAND_OVER_COLUMNS = ("row", "role", "task", "marketing", "sales", "hours", "state")


def write_workbook(
    file: IO[bytes],
    *,
    plan: Plan,
    scenario: Scenario,
    tasks: list[PlannedTask],
    rows: Iterable[ScenarioRow],
) -> None:
    """Write summary, moves, roles, people, hand-overs and all rows as XLSX.

    The sheet of rows makes the same plan again when it is uploaded.
    """
    write_book(
        file,
        [
            Sheet("summary", *_summary(plan, scenario, tasks)),
            Sheet("moves", MOVE_COLUMNS, list(_moves(tasks))),
            Sheet("roles", *_mixes("role", mix_roles(tasks))),
            Sheet("people", *_mixes("person", mix_people(tasks))),
            Sheet("hand-overs", HAND_OVER_COLUMNS, list(_hand_overs(tasks))),
            Sheet("rows", ROW_COLUMNS, map(cells_of, rows)),
        ],
    )


def write_rows(file: IO[bytes], suffix: str, rows: Iterable[ScenarioRow]) -> None:
    """Write rows as .csv or .jsonl; all rows of a scenario as CSV make the same rows again.

    Raises TableError if `suffix` is neither.
    """
    cells = (cells_of(row) for row in rows)
    if suffix == ".jsonl":  # JSON knows no decimals
        cells = ([float(c) if isinstance(c, Decimal) else c for c in row] for row in cells)
    write_table_to(file, suffix, ROW_COLUMNS, cells)


def in_order(rows: QuerySet[ScenarioRow]) -> Iterator[ScenarioRow]:
    """Yield the rows in the order of the sheet, with what `cells_of` needs."""
    found = rows.select_related("row__owner").order_by("row__number")
    return found.iterator(chunk_size=2_000)


def cells_of(one: ScenarioRow) -> list[Any]:
    """Return the cells of a row in the order of `ROW_COLUMNS`."""
    row = one.row
    return [
        row.role, row.task, row.owner.name, row.hours, row.person, row.site, row.cost,
        one.proposed, one.status, "yes" if one.proposed != row.owner.team else "no", one.confidence,
        row.number, row.owner.team, one.suggestion, one.marketing, one.sales, one.neither,
        one.shared, one.words, one.version, one.verdict, one.owner,
        "yes" if one.both else "no", one.reason, one.decided_by,
        one.decided_at.isoformat() if one.decided_at else "",
    ]  # fmt: skip


def _summary(
    plan: Plan, scenario: Scenario, tasks: list[PlannedTask]
) -> tuple[Sequence[str], list[list[Any]]]:
    summary = summarise(tasks)
    columns = ["team"]
    for what in ("tasks", "hours", "FTE", *(["cost"] if plan.has_cost else [])):
        columns += [f"{what} today", f"{what} proposed", f"{what} change"]
    lines = [_totals(plan, one, str(one.team)) for one in summary.teams]
    lines.append(_totals(plan, summary.total, "all teams"))
    lines.append([])
    lines.append(["from", "to", "tasks", "hours", "FTE"])
    for flow in find_flows(tasks):
        amount = flow.amount
        fte = amount.fte(plan.hours_per_fte)
        lines.append([str(flow.source), str(flow.target), amount.tasks, amount.hours, fte])
    about = [
        ("moving tasks", summary.moving.tasks),
        ("moving hours", summary.moving.hours),
        ("tasks to discuss", summary.discussed.tasks),
        ("decided tasks", summary.decided),
        ("plan", plan.title),
        ("scenario", scenario.name),
        ("pinned to model version", plan.version.number),
        (SETTINGS["period"], plan.period),
        (SETTINGS["hours_per_fte"], plan.hours_per_fte),
    ]
    return columns, [*lines, [], *[list(pair) for pair in about]]


def _totals(plan: Plan, one: TeamTotals, name: str) -> list[Any]:
    cells: list[Any] = [name]
    amounts = (one.before, one.after, one.net)
    cells += [amount.tasks for amount in amounts]
    cells += [amount.hours for amount in amounts]
    cells += [amount.fte(plan.hours_per_fte) for amount in amounts[:2]]
    cells.append(one.net_fte(plan.hours_per_fte))
    if plan.has_cost:
        cells += [amount.cost for amount in amounts]
    return cells


def _moves(tasks: list[PlannedTask]) -> Iterator[list[Any]]:
    for group in list_moves(tasks):
        for task in group.tasks:
            yield [
                task.number, task.role, task.text, task.person, task.owner, str(task.today),
                str(task.proposed), task.hours, task.confidence, str(task.verdict), task.reason,
            ]  # fmt: skip


def _mixes(kind: str, mixes: list[Mix]) -> tuple[Sequence[str], list[list[Any]]]:
    columns = [kind, "tasks", "hours", "moving tasks", "moving hours"]
    for team in Team:
        columns += [f"{team} hours today", f"{team} hours proposed", f"{team} share"]
    columns += ["splits", "shards under 10 %"]
    return columns, [_mix(mix) for mix in mixes]


def _mix(mix: Mix) -> list[Any]:
    cells: list[Any] = [mix.name, mix.total.tasks, mix.total.hours]
    cells += [mix.moving.tasks, mix.moving.hours]
    parts = {part.team: part for part in mix.parts}
    for team in Team:
        part = parts.get(team)
        cells += [part.before.hours, part.after.hours, round(part.share, 4)] if part else [0, 0, 0]
    shards = ", ".join(str(part.team) for part in mix.shards)
    return [*cells, "yes" if mix.splits else "no", shards]


def _hand_overs(tasks: list[PlannedTask]) -> Iterator[list[Any]]:
    for one in list_hand_overs(tasks):
        task = one.task
        state = "to agree" if task.status == "discuss" else "agreed"
        yield [task.number, task.role, task.text, one.marketing, one.sales, task.hours, state]
