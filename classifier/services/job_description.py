"""A pasted text line by line: which lines count as tasks, who owns each, and the mix."""

from collections.abc import Collection
from dataclasses import dataclass

from classifier.core.splitting import Line, Section, find_tasks, split_lines
from classifier.exceptions import InvalidInput

from .classification import Answer, classify, mix

MAX_TASKS = 500
"""Most lines that are classified at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine:
    """A line of the text; its answer if it counts as a task."""

    number: int
    """Place among the lines of the text, from 1."""
    line: Line
    is_task: bool
    """Counts unless it is left out: a duty, or any line of a text without duties."""
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDescription:
    """All lines of a text, and the mix of the owners of those that count."""

    lines: list[AnsweredLine]
    mix: dict[str, int]
    """Outcome → whole per cent of the counted lines; adds up to 100, empty if none counts."""

    @property
    def tasks(self) -> list[AnsweredLine]:
        """The lines that count, and the tasks that are left out."""
        return [one for one in self.lines if one.answer or one.is_task]

    @property
    def others(self) -> list[AnsweredLine]:
        """The lines that are no task and do not count, without headings."""
        rest = [one for one in self.lines if not one.answer and not one.is_task]
        return [one for one in rest if one.line.section is not Section.HEADING]


def answer_lines(text: str, *, counted: Collection[int] | None = None) -> JobDescription:
    """Return the lines of `text` with the answers on those that count.

    `counted` holds numbers of lines from 1; by default the duties count, and where there are
    none every line but the headings.

    Raises
    ------
    InvalidInput
        If more than `MAX_TASKS` lines count, or a number is no line's.
    NotReady
        If no model can answer.
    """
    lines = split_lines(text) or [Line(text.strip(), Section.DUTIES, is_duty=True)]
    tasks = {place + 1 for place in find_tasks(lines)}
    numbers = sorted(tasks if counted is None else set(counted))
    if len(numbers) > MAX_TASKS:
        raise InvalidInput(
            f"These are {len(numbers):,} tasks; {MAX_TASKS} can be answered at once. "
            "Send a part of them, or use the command `classify --file`."
        )
    if numbers and not 1 <= numbers[0] <= numbers[-1] <= len(lines):
        raise InvalidInput(f"Lines are numbered from 1 to {len(lines)}. Send the text again.")
    answers = classify([lines[number - 1].text for number in numbers]) if numbers else []
    by_number = dict(zip(numbers, answers, strict=True))
    return JobDescription(
        lines=[
            AnsweredLine(
                number=number,
                line=line,
                is_task=number in tasks,
                answer=by_number.get(number),
            )
            for number, line in enumerate(lines, start=1)
        ],
        mix=mix([one.decision.outcome for one in answers]),
    )
