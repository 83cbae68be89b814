"""Two models on the same labelled texts: figures side by side, and the answers that flip."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .evaluation import Evaluation, evaluate
from .examples import LabelledText, class_numbers
from .labels import Outcome
from .model import Model
from .reliability import Reliability, measure_reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What one model, by its own scores alone, says of some labelled texts."""

    rows: Sequence[LabelledText]
    probabilities: NDArray[np.float64]
    """Shape (n, 3), order of `CLASSES`."""
    outcomes: list[Outcome]
    figures: Evaluation

    @property
    def reliability(self) -> Reliability:
        """The reliability diagram over the rows that are marketing, sales or neither."""
        truth = class_numbers([row.label for row in self.rows])
        return measure_reliability(truth[truth >= 0], self.probabilities[truth >= 0])


@dataclass(frozen=True, slots=True)
class Flip:
    """A text that the two models answer differently."""

    row: LabelledText
    before: Outcome
    after: Outcome

    @property
    def verdict(self) -> str:
        """`mended` or `broken` by the second model; `other` if both or neither are right."""
        was, now = (one.value == self.row.label.value for one in (self.before, self.after))
        if was == now:
            return "other"
        return "mended" if now else "broken"


def score_rows(model: Model, rows: Sequence[LabelledText]) -> Scored:
    """Return what `model` says of `rows`, whatever curators said of these texts."""
    texts = [row.text for row in rows]
    decisions = model.decide_by_score(texts)
    probabilities = np.array([[one.marketing, one.neither, one.sales] for one in decisions])
    outcomes = [one.outcome for one in decisions]
    return Scored(
        rows=rows,
        probabilities=probabilities.reshape(-1, 3),
        outcomes=outcomes,
        figures=evaluate([row.label for row in rows], probabilities.reshape(-1, 3), outcomes),
    )


def find_flips(before: Scored, after: Scored) -> list[Flip]:
    """Return the texts, scored by both, whose outcomes differ: the broken ones first."""
    pairs = zip(before.rows, before.outcomes, after.outcomes, strict=True)
    flips = [Flip(row, one, two) for row, one, two in pairs if one is not two]
    order = ("broken", "mended", "other")
    return sorted(flips, key=lambda flip: order.index(flip.verdict))
