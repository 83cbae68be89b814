"""Two scenarios of one plan, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from .reorg import PlannedTask


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that the scenarios propose differently."""

    first: PlannedTask
    second: PlannedTask


def compare(first: Sequence[PlannedTask], second: Sequence[PlannedTask]) -> list[Difference]:
    """Return the rows, matched by number, whose owner, sharing or status differs."""
    others = {task.number: task for task in second}
    pairs = [(task, others[task.number]) for task in first if task.number in others]
    return [Difference(one, other) for one, other in pairs if _what(one) != _what(other)]


def _what(task: PlannedTask) -> tuple[object, ...]:
    return task.proposed, task.is_shared, task.status
