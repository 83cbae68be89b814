"""A scored row: the file's own columns, then ours. Pages, API and command all make it here."""

from collections.abc import Iterable, Sequence
from typing import Any

from classifier.core import Model
from classifier.core.labels import Outcome
from classifier.core.scored_rows import keep_apart
from classifier.core.task_files import Task
from classifier.core.text import normalise

from .classification import Answer, answer

COLUMNS = (
    "decision",
    "confidence",
    "marketing",
    "sales",
    "neither",
    "shared",
    "decided_by",
    "rule",
    "top_words",
    "model_version",
    "model_decision",
)
TOP_WORDS = 3
_SOUGHT = 12
"""Words of all sides among which those for the decision are chosen."""

_DECISION = -len(COLUMNS)


def result_columns(columns: Iterable[str]) -> list[str]:
    """Return the columns of a result: those of the file, then ours."""
    return [*keep_apart(columns, COLUMNS), *COLUMNS]


def score_rows(
    model: Model, number: int, columns: Sequence[str], tasks: Sequence[Task]
) -> list[list[Any]]:
    """Return the rows of a result, in the order of `result_columns(columns)`.

    `number` is that of the model's version. Probabilities have four places.
    """
    answers = answer(model, number, [normalise(task.text) for task in tasks])
    words = top_words(model, answers)
    return [
        [*(task.cells.get(name, "") for name in columns), *_cells(one, found)]
        for task, one, found in zip(tasks, answers, words, strict=True)
    ]


def outcome_of(row: Sequence[Any]) -> str:
    """Return the decision of a scored row."""
    return str(row[_DECISION])


def top_words(model: Model, answers: Sequence[Answer]) -> list[str]:
    """Return for each answer the words that weighed most for it: “price, renewal”.

    For an outcome that is no class of the model, those of any side, with their side. A rule of
    the charter has words of its own.
    """
    found = model.strongest_words([one.text for one in answers], _SOUGHT)
    return [
        "" if one.rule else _for_outcome(words, one.decision.outcome)
        for words, one in zip(found, answers, strict=True)
    ]


def _for_outcome(words: str, outcome: Outcome) -> str:
    sided = words.split(", ") if words else []
    if outcome in (Outcome.MARKETING, Outcome.SALES, Outcome.NEITHER):
        mark = f" ({outcome})"
        sided = [word.removesuffix(mark) for word in sided if word.endswith(mark)]
    return ", ".join(sided[:TOP_WORDS])


def _cells(answer: Answer, words: str) -> list[Any]:
    decision = answer.decision
    return [
        str(decision.outcome),
        round(decision.confidence, 4),
        round(decision.marketing, 4),
        round(decision.sales, 4),
        round(decision.neither, 4),
        round(decision.shared, 4),
        str(answer.decided_by),
        answer.rule.words if answer.rule else None,
        words,
        answer.version,
        str(answer.model_decision.outcome),
    ]
