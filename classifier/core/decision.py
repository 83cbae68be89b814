"""From probabilities to an answer that a manager can act on, or to an honest "unsure".

One rule, whose cut-offs are learned on out-of-fold predictions and stored with the model:

1. Fewer than two different words, or too few that the model knows: unsure.
2. It is likelier than not that both teams own it (`shared`): shared.
3. The probability that the likeliest class owns it alone reaches `answer`: that class.
4. Otherwise: unsure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .examples import class_numbers
from .labels import CLASSES, Label, Outcome

MIN_WORDS = 2
"""Fewest different words of a text that is decided."""

_NAMED = tuple(Outcome(name) for name in CLASSES)


class Reason(StrEnum):
    """Why a text got its outcome."""

    LIKELY = "likely"
    BOTH = "both"
    TOO_CLOSE = "too_close"
    TOO_SHORT = "too_short"
    UNKNOWN_WORDS = "unknown_words"
    CURATED = "curated"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOffs:
    """The learned cut-offs and what they bought out of fold; all values 0 to 1."""

    answer: float = 0.6
    """Least probability that the class that is named owns it alone."""
    shared: float = 0.5
    """Least probability that both teams own it to call it shared."""
    known: float = 0.5
    """The model must know more than this share of the words."""
    coverage: float | None = None
    """Share of owned tasks (marketing, sales, neither) that got an answer."""
    accuracy: float | None = None
    """Share of those answers that were right; None if there were none."""

    def as_dict(self) -> dict[str, float | None]:
        """Return the cut-offs as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the model knows of n texts."""

    probabilities: NDArray[np.float64]
    """Order of `CLASSES`, shape (n, 3), rows sum to 1."""
    shared: NDArray[np.float64]
    """Probability that both teams own it, 0 to 1, shape (n,)."""
    words: NDArray[np.int64] | None = None
    """How many different words each text has, shape (n,); None if they are enough."""
    known: NDArray[np.int64] | None = None
    """How many of them the model has seen the stem of, shape (n,); None if all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outcome with its reason and the probabilities behind it."""

    outcome: Outcome
    reason: Reason
    marketing: float
    neither: float
    sales: float
    shared: float
    """Probability that both teams own it; beside the other three, which add up to 1."""

    @property
    def likeliest(self) -> Outcome:
        """The class with the highest probability, whether or not it was decided."""
        row = [self.marketing, self.neither, self.sales]
        return Outcome(CLASSES[row.index(max(row))])

    @property
    def alone(self) -> dict[str, float]:
        """Probability of each class that it owns the task alone; with `shared` they sum to 1."""
        classes = {"marketing": self.marketing, "sales": self.sales, "neither": self.neither}
        return {name: value * (1 - self.shared) for name, value in classes.items()}

    @property
    def confidence(self) -> float:
        """Probability of the outcome; of the likeliest class if that was not decided."""
        classes = {"marketing": self.marketing, "sales": self.sales, "neither": self.neither}
        return confidence_of(self.outcome, classes, self.shared)


def confidence_of(outcome: Outcome, classes: Mapping[str, float], shared: float) -> float:
    """Return the probability of `outcome`, of the likeliest class if it is unsure; 0 to 1.

    `classes` are the probabilities of the three classes by name, `shared` that both own the task.
    """
    if outcome is Outcome.SHARED:
        return shared
    return classes.get(outcome.value, max(classes.values())) * (1 - shared)


def decide(evidence: Evidence, cut_offs: CutOffs) -> list[Decision]:
    """Return the decision on each text."""
    count = len(evidence.shared)
    words = [MIN_WORDS] * count if evidence.words is None else evidence.words.tolist()
    known = words if evidence.known is None else evidence.known.tolist()
    rows = zip(evidence.probabilities.tolist(), evidence.shared.tolist(), words, known, strict=True)
    return [_decide(*row, cut_offs) for row in rows]


def _decide(
    probabilities: list[float], shared: float, words: int, known: int, cut_offs: CutOffs
) -> Decision:
    likeliest = probabilities.index(max(probabilities))
    if known <= cut_offs.known * words:
        outcome, reason = Outcome.UNSURE, Reason.UNKNOWN_WORDS
    elif words < MIN_WORDS:
        outcome, reason = Outcome.UNSURE, Reason.TOO_SHORT
    elif shared >= cut_offs.shared:
        outcome, reason = Outcome.SHARED, Reason.BOTH
    elif probabilities[likeliest] * (1 - shared) >= cut_offs.answer:
        outcome, reason = _NAMED[likeliest], Reason.LIKELY
    else:
        outcome, reason = Outcome.UNSURE, Reason.TOO_CLOSE
    marketing, neither, sales = probabilities
    return Decision(
        outcome=outcome,
        reason=reason,
        marketing=marketing,
        neither=neither,
        sales=sales,
        shared=shared,
    )


def learn_cut_offs(
    probabilities: NDArray[np.float64],
    shared: NDArray[np.float64],
    labels: Sequence[Label],
    *,
    target_accuracy: float,
) -> CutOffs:
    """Return the cut-offs that answer as many out-of-fold rows as the target allows.

    Where every owned row looks shared, no answer was ever tried, and they let none be given.

    Parameters
    ----------
    probabilities : float array of shape (n, 3), order of `CLASSES`
    shared : float array of shape (n,), probability that both teams own it
    labels : n labels
    target_accuracy : share of the answers that must be right, 0 to 1; if no cut-off reaches
        it, the strictest is taken
    """
    truth = class_numbers(labels)
    owned = truth >= 0
    if not owned.any():
        return CutOffs()
    asked = owned & (shared < CutOffs().shared)
    if not asked.any():
        return CutOffs(answer=1.0, coverage=0.0)
    confidence = probabilities[asked].max(axis=1) * (1 - shared[asked])
    right = probabilities[asked].argmax(axis=1) == truth[asked]
    order = np.argsort(-confidence, kind="stable")
    accuracies = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(accuracies >= target_accuracy)
    last = int(enough[-1]) if len(enough) else 0
    return CutOffs(
        answer=float(confidence[order[last]]),
        coverage=float((last + 1) / owned.sum()),
        accuracy=float(accuracies[last]),
    )
