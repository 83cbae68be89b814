"""The lists people act on: moves by receiving team, hand-overs, disputes."""

from collections.abc import Iterable
from dataclasses import dataclass

from .labels import Outcome
from .reorg import PlannedTask, Status, Team, Verdict
from .reorg_totals import Amount, amount_of


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a team would receive."""

    team: Team
    tasks: list[PlannedTask]
    amount: Amount


@dataclass(frozen=True, slots=True)
class HandOver:
    """A task on which both teams work: one is accountable (A), the other responsible (R)."""

    task: PlannedTask
    marketing: str
    """A or R."""
    sales: str
    """R or A."""


@dataclass(frozen=True, slots=True)
class Disputes:
    """What people have to talk about, or already disagree on with the model."""

    undecided: list[PlannedTask]
    """Shared or unsure, and nobody has decided yet."""
    parked: list[PlannedTask]
    overridden: list[PlannedTask]
    """Decided against what the model suggested."""


def list_moves(tasks: Iterable[PlannedTask]) -> list[Arrivals]:
    """Return the rows whose owner would change, by receiving team."""
    moving = [task for task in tasks if task.moves]
    groups = [(team, [task for task in moving if task.proposed is team]) for team in Team]
    return [Arrivals(team, group, amount_of(group)) for team, group in groups if group]


def list_hand_overs(tasks: Iterable[PlannedTask]) -> list[HandOver]:
    """Return the shared tasks with an A and an R."""
    return [
        HandOver(
            task,
            marketing="A" if task.accountable is Team.MARKETING else "R",
            sales="A" if task.accountable is Team.SALES else "R",
        )
        for task in tasks
        if task.is_shared
    ]


def list_disputes(tasks: Iterable[PlannedTask]) -> Disputes:
    """Return what needs a meeting; each task is in at most one list."""
    found = Disputes([], [], [])
    for task in tasks:
        if task.verdict is Verdict.PARKED:
            found.parked.append(task)
        elif task.status is Status.DISCUSS:
            found.undecided.append(task)
        elif task.verdict is Verdict.OVERRIDDEN and task.outcome is not Outcome.UNSURE:
            found.overridden.append(task)
    return found
