"""The weights of a trained pipeline, by feature, with everything constant multiplied in.

A block's part of a score is `sum(tf * push) / sqrt(sum(tf**2 * square))` over its features,
with `tf = 1 + ln(count)`: TF-IDF with sublinear counts and unit rows, times the coefficients.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from classifier.core.labels import CLASSES

from .pairs import Pairs, find_distant, find_neighbours

SCORES = len(CLASSES) + 1
"""Columns of every score row: the classes in their order, then "both teams own it"."""

LOG_COUNTS = 1 + np.log(np.maximum(np.arange(1024), 1.0))
"""`tf` by count, for the counts that occur; see `damped`."""


@dataclass(frozen=True, slots=True)
class Block:
    """The features of one block of the pipeline."""

    columns: Mapping[str, int]
    """Name of a feature → its row in `pushes`."""
    pushes: NDArray[np.float64]
    """Inverse document frequency × block weight × coefficients, shape (n_features, SCORES)."""
    squares: NDArray[np.float64]
    """Squared inverse document frequency, shape (n_features,)."""
    idf: NDArray[np.float64]
    """Inverse document frequency, shape (n_features,)."""


NOTHING = Block({}, np.zeros((0, SCORES)), np.zeros(0), np.zeros(0))
"""A block that models of former releases do not have."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All weights of a model."""

    words: Block
    distant: Block
    characters: Block
    neighbours: Pairs
    """Pairs of neighbouring stems in the block of words."""
    distant_pairs: Pairs
    """What the block of distant pairs holds."""
    intercept: NDArray[np.float64]
    """Shape (SCORES,)."""

    @classmethod
    def of(cls, pipeline: Pipeline, shared: LogisticRegression | None) -> Self:
        """Return the tables of a fitted pipeline and of the second model on its features.

        Without a second model the last score is minus infinity, whose probability is nought.
        """
        classifier = pipeline["classifier"]
        width = classifier.coef_.shape[1]
        coefficients = np.vstack([classifier.coef_, shared.coef_ if shared else np.zeros(width)])
        last = shared.intercept_ if shared else [-np.inf]
        union = pipeline["features"]
        blocks, offset = {}, 0
        for name, block in union.transformer_list:
            count = len(block["count"].vocabulary_)
            weight = float((union.transformer_weights or {}).get(name, 1.0))
            blocks[name] = _block(block, coefficients[:, offset : offset + count], weight)
            offset += count
        words, distant = blocks["words"], blocks.get("distant", NOTHING)
        return cls(
            words=words,
            distant=distant,
            characters=blocks["characters"],
            neighbours=find_neighbours(words.columns),
            distant_pairs=find_distant(distant.columns, words.columns),
            intercept=np.concatenate([classifier.intercept_, last]),
        )


def damped(counts: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return `1 + ln(count)` for counts of 1 and more."""
    if counts.max(initial=0) < len(LOG_COUNTS):
        return np.asarray(LOG_COUNTS[counts])
    return np.asarray(1 + np.log(counts))


def _block(block: Pipeline, coefficients: NDArray[np.float64], weight: float) -> Block:
    idf = block["weigh"].idf_
    return Block(
        columns=block["count"].vocabulary_,
        pushes=np.ascontiguousarray((coefficients * (idf * weight)).T),
        squares=idf**2,
        idf=idf,
    )
