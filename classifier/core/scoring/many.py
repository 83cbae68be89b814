"""Score a list of texts at once, with sparse products over their words."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.core.features import GAPS

from .lexicon import Tokens
from .scored import Scored
from .tables import SCORES, Block, Tables, damped


def score_many(tables: Tables, tokens: Tokens) -> Scored:
    """Return the scores of the texts of `tokens`."""
    counts = _matrix(tokens.words, tokens.bounds, len(tokens.stems))
    stems = tokens.stems[tokens.words]
    bounds = tokens.bounds
    scores = _score_features(tables.words, word_features(tables, stems, bounds), bounds)
    scores += _score_features(tables.distant, distant_features(tables, stems, bounds), bounds)
    scores += _score_characters(tables.characters, counts, tokens)
    scores += tables.intercept
    words, known = _count_telling(tokens)
    return Scored(scores, words, known)


def _score_features(
    block: Block, features: NDArray[np.int32], bounds: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return the part of a block, shape (n_texts, SCORES), from its columns for each word."""
    counts = _matrix_of_known(features.ravel(), features.shape[1] * bounds, len(block.columns))
    counts.sum_duplicates()
    damping = damped(counts.data)
    weighted = sp.csr_matrix((damping, counts.indices, counts.indptr), shape=counts.shape)
    pushes = weighted @ block.pushes
    weighted.data = damping**2
    return _to_unit_length(pushes, weighted @ block.squares)


def word_features(
    tables: Tables, stems: NDArray[np.int32], bounds: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return for each stem its column and that of its pair with the next, shape (n_words, 2).

    -1 where the model has learned none.
    """
    seconds = np.full_like(stems, -1)
    seconds[:-1] = stems[1:]
    seconds[bounds[1:][bounds[1:] > 0] - 1] = -1  # the last of a text has no next
    return np.column_stack([stems, tables.neighbours.find(stems, seconds)])


def distant_features(
    tables: Tables, stems: NDArray[np.int32], bounds: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the columns of each stem's distant pairs, shape (n_words, 1 + len(GAPS)).

    With the first of its text (the first alone, for itself), then with those after each of `GAPS`;
    -1 where the model has learned none.
    """
    size, lengths = len(tables.words.columns), np.diff(bounds)
    places = np.arange(len(stems), dtype=np.int32)
    start, end = (np.repeat(edge, lengths) for edge in (bounds[:-1], bounds[1:]))
    firsts = np.full((len(stems), 1 + len(GAPS)), -1, np.int32)
    seconds = np.full_like(firsts, -1)
    leads = stems[start]
    firsts[:, 0] = np.where(leads >= 0, leads + size, -1)
    seconds[:, 0] = np.where(places == start, size, stems)
    for slot, gap in enumerate(GAPS, start=1):
        inside = np.flatnonzero(places + gap < end)
        firsts[inside, slot], seconds[inside, slot] = stems[inside], stems[inside + gap]
    return tables.distant_pairs.find(firsts.ravel(), seconds.ravel()).reshape(firsts.shape)


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
