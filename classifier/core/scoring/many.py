"""Score a list of texts at once, with sparse products over their words."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .lexicon import Tokens
from .scored import Scored
from .tables import SCORES, Block, Tables, damped

FEW_PAIRS = 2_000
"""Up to so many pairs are looked up one by one: for few, the sparse matrix searches whole rows."""


def score_many(tables: Tables, tokens: Tokens) -> Scored:
    """Return the scores of the texts of `tokens`."""
    counts = _matrix(tokens.words, tokens.bounds, len(tokens.stems))
    stems = tokens.stems[tokens.words]
    scores = _score_words(tables, tokens.bounds, stems)
    scores += _score_characters(tables.characters, counts, tokens)
    scores += tables.intercept
    words, known = _count_telling(tokens)
    return Scored(scores, words, known)


def _score_words(
    tables: Tables, bounds: NDArray[np.int32], stems: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return the part of the stems and their pairs, shape (n_texts, SCORES)."""
    block = tables.words
    pairs = pair_features(tables, stems, bounds)
    features = np.empty(2 * len(stems), np.int32)  # a stem, then its pair with the next
    features[0::2], features[1::2] = stems, pairs
    counts = _matrix_of_known(features, 2 * bounds, len(block.columns))
    counts.sum_duplicates()
    damping = damped(counts.data)
    weighted = sp.csr_matrix((damping, counts.indices, counts.indptr), shape=counts.shape)
    pushes = weighted @ block.pushes
    weighted.data = damping**2
    return _to_unit_length(pushes, weighted @ block.squares)


def pair_features(
    tables: Tables, stems: NDArray[np.int32], bounds: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return for each stem the column of its pair with the next of its text; -1 if none."""
    found = np.full(len(stems), -1, np.int32)
    joined = np.ones(len(stems), bool)
    joined[bounds[1:][bounds[1:] > 0] - 1] = False  # the last of a text has no next
    known = stems >= 0
    joined[:-1] &= known[:-1] & known[1:]
    first = np.flatnonzero(joined)
    if len(first) > FEW_PAIRS:
        found[first] = np.asarray(tables.pairs[stems[first], stems[first + 1]]).ravel() - 1
    else:
        pairs = zip(stems[first].tolist(), stems[first + 1].tolist(), strict=True)
        found[first] = [tables.pair_columns.get(pair, -1) for pair in pairs]
    return found


def _score_characters(block: Block, words: sp.csr_matrix, tokens: Tokens) -> NDArray[np.float64]:
    """Return the part of the character n-grams, shape (n_texts, SCORES).

    Sums over the words are right where no n-gram comes twice in a text; what repeats is damped
    by a correction.
    """
    sums = words @ tokens.sums
    counts = words @ tokens.grams
    repeated = np.flatnonzero(counts.data > 1)
    if len(repeated):
        rows = np.searchsorted(counts.indptr, repeated, side="right") - 1
        columns, times = counts.indices[repeated], counts.data[repeated]
        damping = damped(times)
        corrections = np.empty((len(repeated), SCORES + 1))
        corrections[:, :SCORES] = (damping - times)[:, None] * block.pushes[columns]
        corrections[:, SCORES] = (damping**2 - times) * block.squares[columns]
        bounds = np.searchsorted(rows, np.arange(len(sums) + 1)).astype(np.int32)
        sums += (
            _matrix(np.arange(len(repeated), dtype=np.int32), bounds, len(repeated)) @ corrections
        )
    return _to_unit_length(sums[:, :SCORES], sums[:, SCORES])


def _to_unit_length(
    pushes: NDArray[np.float64], squares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return `pushes` divided by the length of the text's vector; a text without any stays 0."""
    squares[squares <= 0] = 1
    return np.asarray(pushes / np.sqrt(squares)[:, None])


def _count_telling(tokens: Tokens) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many different telling stems each text has, and how many of them are known."""
    stems = tokens.telling[tokens.words]
    different = _matrix_of_known(stems, tokens.bounds, len(tokens.telling_known))
    different.sum_duplicates()
    known = np.zeros(different.nnz + 1, np.int64)
    np.cumsum(tokens.telling_known[different.indices], out=known[1:])
    return np.diff(different.indptr), np.diff(known[different.indptr])


def _matrix_of_known(
    columns: NDArray[np.int32], bounds: NDArray[np.int32], size: int
) -> sp.csr_matrix:
    """Return the matrix of the columns that are not negative."""
    known = columns >= 0
    before = np.zeros(len(columns) + 1, np.int32)
    np.cumsum(known, out=before[1:])
    return _matrix(columns[known], before[bounds], size)


def _matrix(columns: NDArray[np.int32], bounds: NDArray[np.int32], size: int) -> sp.csr_matrix:
    """Return ones at `columns`, rows from bound to bound, shape (n_texts, size)."""
    ones = np.ones(len(columns), np.int32)
    return sp.csr_matrix((ones, columns, bounds), shape=(len(bounds) - 1, size))
