"""A trained model: what every face asks, however it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from .decision import CutOffs, Decision, Evidence, Reason, decide
from .explanation import Explanation, explain
from .features import find_words, stem
from .labels import Label, Outcome
from .neighbours import Neighbour, NeighbourIndex
from .text import normalise, text_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Probabilities, decisions and their reasons, from one trained pipeline."""

    pipeline: Pipeline
    """From texts to calibrated probabilities of `labels.CLASSES`."""
    shared: LogisticRegression | None
    """On the same features: calibrated probability that both teams own it."""
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

    def predict_shared(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return calibrated probabilities that both teams own each text, shape (n,)."""
        if not texts:
            return np.empty(0)
        return self._predict_shared(self.pipeline["features"].transform(texts))

    def decide(self, texts: Sequence[str]) -> list[Decision]:
        """Return the decision on each text; one that curators labelled is theirs to decide."""
        return [
            self.heed_curators(text, decision)
            for text, decision in zip(texts, self.decide_by_score(texts), strict=True)
        ]

    def decide_by_score(self, texts: Sequence[str]) -> list[Decision]:
        """Return the decisions of the model alone, for measuring it."""
        if not texts:
            return []
        features = self.pipeline["features"].transform(texts)
        rows = self.pipeline["classifier"].predict_proba(features)
        shared = self._predict_shared(features)
        return [
            decide(self._evidence(text, row, both), self.cut_offs)
            for text, row, both in zip(texts, rows, shared.tolist(), strict=True)
        ]

    def heed_curators(self, text: str, decision: Decision) -> Decision:
        """Return `decision`, or what curators said of exactly this text when it was trained."""
        label = self.curated.get(text_key(text))
        if label is None:
            return decision
        return replace(decision, outcome=Outcome(label), reason=Reason.CURATED)

    def explain(self, text: str) -> Explanation:
        """Return what each word of `text` adds to each score."""
        return explain(self.pipeline, text)

    def nearest(self, text: str, count: int = 3) -> list[Neighbour]:
        """Return the curated examples most like `text`."""
        return self.neighbours.nearest(self.pipeline["features"].transform([text]), count)

    def _predict_shared(self, features: csr_matrix) -> NDArray[np.float64]:
        if self.shared is None:
            return np.zeros(features.shape[0])
        return np.asarray(self.shared.predict_proba(features)[:, 1])

    def _evidence(self, text: str, row: NDArray[np.float64], shared: float) -> Evidence:
        stems = _telling_stems(text)
        vocabulary = self.pipeline["features"]["words"]["count"].vocabulary_
        known = sum(one in vocabulary for one in stems)
        return Evidence(
            probabilities=row,
            shared=shared,
            words=len(stems),
            known=known / len(stems) if stems else 0.0,
        )


def _telling_stems(text: str) -> set[str]:
    """Return the different stems of `text`; numbers and single letters tell nothing."""
    words = (word.text for word in find_words(normalise(text)))
    return {stem(word) for word in words if len(word) > 1 and not word.isdigit()}
