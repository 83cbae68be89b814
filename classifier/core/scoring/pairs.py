"""Features of two stems, found by the columns of the stems: a few pairs, or many at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.core.features import START

FEW_PAIRS = 2_000
"""Up to so many pairs are looked up one by one: for few, the sparse matrix searches whole rows."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The columns of the pairs that a model has learned."""

    columns: Mapping[tuple[int, int], int]
    """Columns of two stems → column of their pair."""
    matrix: sp.csr_matrix
    """The same plus 1, for many; 0 if it is unknown."""

    @classmethod
    def of(cls, columns: Mapping[tuple[int, int], int], shape: tuple[int, int]) -> Self:
        """Lay out pairs whose stems have columns below `shape`."""
        places = np.array(list(columns), dtype=np.int32).reshape(-1, 2)
        values = np.fromiter(columns.values(), np.int32, len(columns)) + 1
        return cls(columns, sp.csr_matrix((values, (places[:, 0], places[:, 1])), shape=shape))

    def find(self, firsts: NDArray[np.int32], seconds: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the column of each pair; -1 if it is unknown, or a stem is (-1)."""
        found = np.full(len(firsts), -1, np.int32)
        known = np.flatnonzero((firsts >= 0) & (seconds >= 0))
        if len(known) > FEW_PAIRS:
            found[known] = np.asarray(self.matrix[firsts[known], seconds[known]]).ravel() - 1
        else:
            pairs = zip(firsts[known].tolist(), seconds[known].tolist(), strict=True)
            found[known] = [self.columns.get(pair, -1) for pair in pairs]
        return found


def find_neighbours(words: Mapping[str, int]) -> Pairs:
    """Return the pairs of neighbouring stems in the block of words.

    Whoever learned a pair learned its stems.
    """
    size = len(words)
    pairs = {}
    for name, column in words.items():
        first, space, second = name.partition(" ")
        if space:
            pairs[words[first], words[second]] = column
    return Pairs.of(pairs, (size, size))


def find_distant(distant: Mapping[str, int], words: Mapping[str, int]) -> Pairs:
    """Return the features of the block of distant pairs.

    Let `size` be the number of `words`. The first stem of a text has `size` more than its column;
    alone it is paired with `size`.
    """
    size = len(words)
    pairs = {}
    for name, column in distant.items():
        first, space, second = name.partition(" ")
        row = words[first.removeprefix(START)] + size * first.startswith(START)
        pairs[row, words[second] if space else size] = column
    return Pairs.of(pairs, (2 * size, size + 1))
