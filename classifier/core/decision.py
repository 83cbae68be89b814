"""From probabilities to an answer that a manager can act on, or to an honest "unsure".

One rule, whose cut-offs are learned on out-of-fold predictions and stored with the model:

1. Too few known words: unsure.
2. The likeliest class reaches `answer`: that class.
3. Marketing and sales together outweigh the rest, and the weaker of the two has at least
   the share `balance` of them: shared.
4. Otherwise: unsure.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .examples import class_numbers
from .labels import CLASSES, MARKETING, SALES, Label, Outcome


class Reason(StrEnum):
    """Why a text got its outcome."""

    LIKELY = "likely"
    TWO_SIDES = "two_sides"
    TOO_CLOSE = "too_close"
    UNKNOWN_WORDS = "unknown_words"
    CURATED = "curated"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOffs:
    """The learned cut-offs and what they bought out of fold; all values 0 to 1."""

    answer: float = 0.6
    """Least probability of the likeliest class that is named as the owner."""
    balance: float = 0.25
    """Least share of the weaker side in marketing and sales together to call it shared."""
    known: float = 0.5
    """Least share of the words that the model must know."""
    coverage: float | None = None
    """Share of owned tasks (marketing, sales, neither) that got an answer."""
    accuracy: float | None = None
    """Share of those answers that were right."""

    def as_dict(self) -> dict[str, float | None]:
        """Return the cut-offs as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outcome with its reason and the probabilities behind it."""

    outcome: Outcome
    reason: Reason
    marketing: float
    neither: float
    sales: float

    @property
    def likeliest(self) -> Outcome:
        """The class with the highest probability, whether or not it was decided."""
        row = [self.marketing, self.neither, self.sales]
        return Outcome(CLASSES[row.index(max(row))])

    @property
    def confidence(self) -> float:
        """Probability of the likeliest class, 1/3 to 1."""
        return max(self.marketing, self.neither, self.sales)


def decide(probabilities: NDArray[np.float64], known: float, cut_offs: CutOffs) -> Decision:
    """Return the decision for one row of three probabilities.

    `known` is the share of the text's words that the model has seen, 0 to 1.
    """
    outcome, reason = _outcome(probabilities, known, cut_offs)
    marketing, neither, sales = (float(value) for value in probabilities)
    return Decision(
        outcome=outcome, reason=reason, marketing=marketing, neither=neither, sales=sales
    )


def _outcome(row: NDArray[np.float64], known: float, cut_offs: CutOffs) -> tuple[Outcome, Reason]:
    if known < cut_offs.known:
        return Outcome.UNSURE, Reason.UNKNOWN_WORDS
    likeliest = int(row.argmax())
    if row[likeliest] >= cut_offs.answer:
        return Outcome(CLASSES[likeliest]), Reason.LIKELY
    sides = row[MARKETING] + row[SALES]
    if sides > 0.5 and min(row[MARKETING], row[SALES]) >= cut_offs.balance * sides:
        return Outcome.SHARED, Reason.TWO_SIDES
    return Outcome.UNSURE, Reason.TOO_CLOSE


def learn_cut_offs(
    probabilities: NDArray[np.float64], labels: Sequence[Label], target_accuracy: float
) -> CutOffs:
    """Return the cut-offs that answer as many out-of-fold rows as the target accuracy allows.

    `probabilities` has shape (n, 3). If no cut-off reaches the target, the strictest is taken.
    """
    truth = class_numbers(labels)
    owned = truth >= 0
    if not owned.any():
        return CutOffs()
    confidence = probabilities[owned].max(axis=1)
    right = probabilities[owned].argmax(axis=1) == truth[owned]
    order = np.argsort(-confidence, kind="stable")
    accuracies = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(accuracies >= target_accuracy)
    last = int(enough[-1]) if len(enough) else 0
    return CutOffs(
        answer=float(confidence[order[last]]),
        coverage=float((last + 1) / len(order)),
        accuracy=float(accuracies[last]),
    )
