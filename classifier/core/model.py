"""A trained model: what every face asks, however it is stored and scored."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from .decision import CutOffs, Decision, Evidence, Reason, decide
from .explanation import Explanation
from .labels import CLASSES, Label, Outcome
from .neighbours import Neighbour, NeighbourIndex
from .scoring import Scored, Scorer
from .text import text_key

STORED = ("pipeline", "shared", "cut_offs", "curated", "neighbours", "chunks")
"""What a model file holds; the scorer is laid out anew when it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Probabilities, decisions and their reasons, from one trained pipeline."""

    pipeline: Pipeline
    """From texts to calibrated probabilities of `labels.CLASSES`, as scikit-learn computes them."""
    shared: LogisticRegression | None
    """On the same features: calibrated probability that both teams own it."""
    cut_offs: CutOffs
    curated: Mapping[str, Label]
    """`text_key` → label of every example at training time."""
    neighbours: NeighbourIndex
    chunks: Sequence[str] = ()
    """`scoring.find_chunks` of the training texts: most of any text to come."""
    _scorer: Scorer = field(init=False, repr=False, compare=False)
    """The same as `pipeline` and `shared`, to 1e-9."""

    def __post_init__(self) -> None:
        """Lay out the weights for scoring."""
        object.__setattr__(self, "_scorer", Scorer(self.pipeline, self.shared, self.chunks))

    def __getstate__(self) -> bytes:
        """Return what is stored, packed at once.

        joblib reads what it packs itself in Python, piece by piece, which takes some five times as
        long as `pickle` and slows all threads down meanwhile.
        """
        return pickle.dumps([getattr(self, name) for name in STORED], protocol=5)

    def __setstate__(self, state: bytes | list[Any]) -> None:
        """Take what was stored; files of former releases hold a list, the first no chunks."""
        values = pickle.loads(state) if isinstance(state, bytes) else state  # noqa: S301 - ours
        object.__setattr__(self, "chunks", ())
        for name, value in zip(STORED, values, strict=False):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "neighbours", self.neighbours.by_column())
        self.__post_init__()

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return linear scores (log-odds up to a shift a row), shape (n, 3)."""
        return self._scorer.score(texts).scores[:, : len(CLASSES)]

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return calibrated probabilities in the order of `labels.CLASSES`, shape (n, 3)."""
        return _class_probabilities(self._scorer.score(texts))

    def predict_shared(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return calibrated probabilities that both teams own each text, shape (n,)."""
        return _shared_probabilities(self._scorer.score(texts))

    def decide(self, texts: Sequence[str]) -> list[Decision]:
        """Return the decision on each text; one that curators labelled is theirs to decide."""
        return [
            self.heed_curators(text, decision)
            for text, decision in zip(texts, self.decide_by_score(texts), strict=True)
        ]

    def decide_by_score(self, texts: Sequence[str]) -> list[Decision]:
        """Return the decisions of the model alone, for measuring it."""
        scored = self._scorer.score(texts)
        evidence = Evidence(
            probabilities=_class_probabilities(scored),
            shared=_shared_probabilities(scored),
            words=scored.words,
            known=scored.known,
        )
        return decide(evidence, self.cut_offs)

    def heed_curators(self, text: str, decision: Decision) -> Decision:
        """Return `decision`, or what curators said of exactly this text when it was trained."""
        label = self.curated.get(text_key(text))
        if label is None:
            return decision
        return replace(decision, outcome=Outcome(label), reason=Reason.CURATED)

    def explain(self, text: str) -> Explanation:
        """Return what each word of `text` adds to each score."""
        return self._scorer.explain(text)

    def strongest_words(self, texts: Sequence[str], count: int = 3) -> list[str]:
        """Return for each text its strongest words with their side: “leads (sales)”, or ""."""
        return self._scorer.strongest_words(texts, count)

    def nearest(self, text: str, count: int = 3) -> list[Neighbour]:
        """Return the curated examples most like `text`."""
        return self.neighbours.nearest(*self._scorer.word_vector(text), count)


def _class_probabilities(scored: Scored) -> NDArray[np.float64]:
    return np.asarray(softmax(scored.scores[:, : len(CLASSES)], axis=1))


def _shared_probabilities(scored: Scored) -> NDArray[np.float64]:
    return np.asarray(expit(scored.scores[:, len(CLASSES)]))
