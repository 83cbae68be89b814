"""Roles and people: whose work each would do, who is split, and who keeps only a shard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from .reorg import PlannedTask, Team
from .reorg_totals import Amount, amount_of

SHARD = Decimal("0.10")
"""A team with less than this share of a role's work has a shard of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one team has of a role's or a person's work."""

    team: Team
    before: Amount
    after: Amount
    share_before: Decimal
    """0 to 1, of the hours; of the tasks if there are no hours."""
    share: Decimal
    """The same as proposed."""

    @property
    def is_shard(self) -> bool:
        """Whether it would be under a tenth of the whole."""
        return 0 < self.share < SHARD


@dataclass(frozen=True, slots=True)
class Mix:
    """A role's or a person's work by team."""

    name: str
    """Empty for tasks that name nobody."""
    roles: tuple[str, ...]
    """The roles in it, in the order of the sheet."""
    total: Amount
    moving: Amount
    parts: tuple[Part, ...]
    """Teams with a task today or as proposed, in the order of `Team`."""

    @property
    def teams_after(self) -> list[Team]:
        """The teams that would own some of it."""
        return [part.team for part in self.parts if part.after.tasks]

    @property
    def stacked(self) -> list[tuple[Part, Decimal]]:
        """The parts as proposed, each with where it starts on a bar of length 1."""
        starts = accumulate((part.share for part in self.parts), initial=Decimal(0))
        return list(zip(self.parts, starts, strict=False))

    @property
    def splits(self) -> bool:
        """Whether more than one team would own some of it."""
        return len(self.teams_after) > 1

    @property
    def shards(self) -> list[Part]:
        """The parts under a tenth."""
        return [part for part in self.parts if part.is_shard]


def mix_roles(tasks: Iterable[PlannedTask]) -> list[Mix]:
    """Return the roles in the order of the sheet."""
    return _mixes(tasks, lambda task: task.role)


def mix_people(tasks: Iterable[PlannedTask]) -> list[Mix]:
    """Return the people in the order of the sheet; tasks without one are one mix, named ''."""
    return _mixes(tasks, lambda task: task.person)


def _mixes(tasks: Iterable[PlannedTask], name: Callable[[PlannedTask], str]) -> list[Mix]:
    groups: dict[str, list[PlannedTask]] = {}
    for task in tasks:
        groups.setdefault(name(task), []).append(task)
    return [_mix(name, group) for name, group in groups.items()]


def _mix(name: str, tasks: list[PlannedTask]) -> Mix:
    total = amount_of(tasks)
    parts = []
    for team in Team:
        before = amount_of(task for task in tasks if task.today is team)
        after = amount_of(task for task in tasks if task.proposed is team)
        if before.tasks or after.tasks:
            parts.append(Part(team, before, after, _share(before, total), _share(after, total)))
    return Mix(
        name=name,
        roles=tuple(dict.fromkeys(task.role for task in tasks)),
        total=total,
        moving=amount_of(task for task in tasks if task.moves),
        parts=tuple(parts),
    )


def _share(part: Amount, whole: Amount) -> Decimal:
    if whole.hours:
        return part.hours / whole.hours
    return Decimal(part.tasks) / whole.tasks
