"""Tasks, hours and cost of each team, today and as proposed, and what flows between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .reorg import PlannedTask, Status, Team

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many tasks with so many hours and so much cost."""

    tasks: int = 0
    hours: Decimal = NOUGHT
    cost: Decimal = NOUGHT

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.tasks + other.tasks, self.hours + other.hours, self.cost + other.cost)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.tasks - other.tasks, self.hours - other.hours, self.cost - other.cost)

    def fte(self, hours_per_fte: Decimal) -> Decimal:
        """Return full-time equivalents to two places; `hours_per_fte` is more than 0."""
        return (self.hours / hours_per_fte).quantize(NOUGHT)


@dataclass(frozen=True, slots=True)
class TeamTotals:
    """What a team has today and would have."""

    team: Team | None
    """None for all teams together."""
    before: Amount
    after: Amount

    @property
    def net(self) -> Amount:
        """What it gains; negative for what it loses."""
        return self.after - self.before

    def net_fte(self, hours_per_fte: Decimal) -> Decimal:
        """Return the difference of the full-time equivalents, each to two places."""
        return self.after.fte(hours_per_fte) - self.before.fte(hours_per_fte)


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan in figures."""

    teams: tuple[TeamTotals, ...]
    """In the order of `Team`."""
    total: TeamTotals
    moving: Amount
    discussed: Amount
    """What still waits for a word between people; counted with today's owner."""
    decided: int
    """Tasks accepted or overridden."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from a team to a team; from a team to itself is what it keeps."""

    source: Team
    target: Team
    amount: Amount

    @property
    def stays(self) -> bool:
        """Whether nobody new gets it."""
        return self.source is self.target


def amount_of(tasks: Iterable[PlannedTask]) -> Amount:
    """Return the sum over `tasks`."""
    count, hours, cost = 0, NOUGHT, NOUGHT
    for task in tasks:
        count += 1
        hours += task.hours
        cost += task.cost
    return Amount(count, hours, cost)


def find_flows(tasks: Iterable[PlannedTask]) -> list[Flow]:
    """Return every flow that has a task, in the order of `Team`; they add up to the plan."""
    sums: dict[tuple[Team, Team], list[PlannedTask]] = {}
    for task in tasks:
        sums.setdefault((task.today, task.proposed), []).append(task)
    return [
        Flow(source, target, amount_of(sums[source, target]))
        for source in Team
        for target in Team
        if (source, target) in sums
    ]


def summarise(tasks: list[PlannedTask]) -> Summary:
    """Return the plan in figures; the hours before equal the hours after."""
    flows = find_flows(tasks)
    teams = tuple(
        TeamTotals(
            team,
            sum((flow.amount for flow in flows if flow.source is team), Amount()),
            sum((flow.amount for flow in flows if flow.target is team), Amount()),
        )
        for team in Team
    )
    return Summary(
        teams=teams,
        total=TeamTotals(
            None,
            sum((one.before for one in teams), Amount()),
            sum((one.after for one in teams), Amount()),
        ),
        moving=sum((flow.amount for flow in flows if not flow.stays), Amount()),
        discussed=amount_of(task for task in tasks if task.status is Status.DISCUSS),
        decided=sum(task.verdict in ("accepted", "overridden") for task in tasks),
    )
