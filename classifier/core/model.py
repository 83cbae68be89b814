"""A trained model: what every face asks, however it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from .decision import CutOffs, Decision, Reason, decide
from .explanation import Explanation, explain
from .features import find_words, stem
from .labels import Label, Outcome
from .neighbours import Neighbour, NeighbourIndex
from .text import normalise, text_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Probabilities, decisions and their reasons, from one trained pipeline."""

    pipeline: Pipeline
    cut_offs: CutOffs
    curated: Mapping[str, Label]
    """`text_key` → label of every example at training time."""
    neighbours: NeighbourIndex

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return linear scores (log-odds up to a shift a row), shape (n, 3)."""
        return np.asarray(self.pipeline.decision_function(texts))

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return calibrated probabilities in the order of `labels.CLASSES`, shape (n, 3)."""
        if not texts:
            return np.empty((0, 3))
        return np.asarray(self.pipeline.predict_proba(texts))

    def decide(self, texts: Sequence[str]) -> list[Decision]:
        """Return the decision on each text; one that curators labelled is theirs to decide."""
        rows = self.predict_proba(texts)
        return [
            self._heed_curators(text, decide(row, self.known_share(text), self.cut_offs))
            for text, row in zip(texts, rows, strict=True)
        ]

    def decide_by_score(self, texts: Sequence[str]) -> list[Decision]:
        """Return the decisions of the model alone, for measuring it."""
        rows = self.predict_proba(texts)
        return [
            decide(row, self.known_share(text), self.cut_offs)
            for text, row in zip(texts, rows, strict=True)
        ]

    def explain(self, text: str) -> Explanation:
        """Return what each word of `text` adds to each score."""
        return explain(self.pipeline, text)

    def nearest(self, text: str, count: int = 3) -> list[Neighbour]:
        """Return the curated examples most like `text`."""
        return self.neighbours.nearest(self.pipeline["features"].transform([text]), count)

    def known_share(self, text: str) -> float:
        """Return the share of the words of `text` whose stem was seen in training, 0 to 1."""
        words = find_words(normalise(text))
        known = self.pipeline["features"]["words"]["count"].vocabulary_
        return sum(stem(word.text) in known for word in words) / len(words) if words else 0.0

    def _heed_curators(self, text: str, decision: Decision) -> Decision:
        label = self.curated.get(text_key(text))
        if label is None:
            return decision
        return replace(decision, outcome=Outcome(label), reason=Reason.CURATED)
