"""The weights of a trained pipeline, by feature, with everything constant multiplied in.

A block's part of a score is `sum(tf * push) / sqrt(sum(tf**2 * square))` over its features,
with `tf = 1 + ln(count)`: TF-IDF with sublinear counts and unit rows, times the coefficients.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from classifier.core.labels import CLASSES

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


@dataclass(frozen=True, slots=True)
class Tables:
    """All weights of a model."""

    words: Block
    characters: Block
    pairs: sp.csr_matrix
    """Columns of two neighbouring stems → column of their pair plus 1, 0 if it is unknown."""
    pair_columns: Mapping[tuple[int, int], int]
    """The same for one text."""
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
        pairs = _pair_columns(blocks["words"].columns)
        return cls(
            words=blocks["words"],
            characters=blocks["characters"],
            pairs=_pair_matrix(pairs, len(blocks["words"].columns)),
            pair_columns=pairs,
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


def _pair_columns(columns: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Return the features of two stems; whoever learned a pair learned its stems."""
    pairs = {}
    for name, column in columns.items():
        first, space, second = name.partition(" ")
        if space:
            pairs[columns[first], columns[second]] = column
    return pairs


def _pair_matrix(pairs: Mapping[tuple[int, int], int], size: int) -> sp.csr_matrix:
    places = np.array(list(pairs), dtype=np.int32).reshape(-1, 2)
    values = np.fromiter(pairs.values(), np.int32, len(pairs)) + 1
    return sp.csr_matrix((values, (places[:, 0], places[:, 1])), shape=(size, size))
