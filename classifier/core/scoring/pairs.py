"""Features of two stems, found by the columns of the stems: a few pairs, or many at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from classifier.core.features import START

EMPTY = -1
"""Key of a place that holds no pair."""

ROOM = 4
"""Places for each pair: with so many, most look-ups end at the first."""

FACTOR = np.uint64(0x9E37_79B9_7F4A_7C15)
"""Two to the 64th divided by the golden ratio: spreads keys evenly (Knuth 1973, 6.4)."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The columns of the pairs that a model has learned."""

    columns: Mapping[tuple[int, int], int]
    """Columns of two stems → column of their pair."""
    width: int
    """A pair's key is `first * width + second`."""
    keys: NDArray[np.int64]
    """The same as `columns`, for many: an open hash table of 2**k places."""
    values: NDArray[np.int32]
    """Column of the pair whose key stands at the same place of `keys`."""

    @classmethod
    def of(cls, columns: Mapping[tuple[int, int], int], width: int) -> Self:
        """Lay out pairs whose second stems have columns below `width`."""
        places = np.array(list(columns), dtype=np.int64).reshape(-1, 2)
        size = 1 << max(1, (ROOM * len(columns)).bit_length())
        pairs = cls(columns, width, np.full(size, EMPTY, np.int64), np.zeros(size, np.int32))
        pairs._fill(
            places[:, 0] * width + places[:, 1],
            np.fromiter(columns.values(), np.int32, len(columns)),
        )
        return pairs

    def find(self, firsts: NDArray[np.int32], seconds: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the column of each pair; -1 if it is unknown, or a stem is (-1)."""
        keys = firsts.astype(np.int64) * self.width + seconds
        keys[(firsts < 0) | (seconds < 0)] = EMPTY - 1  # no pair has it
        places = self._places(keys)
        met = self.keys[places]
        found = np.where(met == keys, self.values[places], np.int32(-1))
        rest = np.flatnonzero((met != keys) & (met != EMPTY))
        while len(rest):
            places[rest] = (places[rest] + 1) % len(self.keys)
            met = self.keys[places[rest]]
            hits = met == keys[rest]
            found[rest[hits]] = self.values[places[rest[hits]]]
            rest = rest[~hits & (met != EMPTY)]
        return found

    def _fill(self, keys: NDArray[np.int64], values: NDArray[np.int32]) -> None:
        """Put each key at its place, or at the next that is free."""
        places = self._places(keys)
        waiting = np.arange(len(keys))
        while len(waiting):
            free = waiting[self.keys[places[waiting]] == EMPTY]
            winners = free[np.unique(places[free], return_index=True)[1]]
            self.keys[places[winners]], self.values[places[winners]] = (
                keys[winners],
                values[winners],
            )
            waiting = np.setdiff1d(waiting, winners, assume_unique=True)
            places[waiting] = (places[waiting] + 1) % len(self.keys)

    def _places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        bits = np.uint64(64 - (len(self.keys).bit_length() - 1))
        return np.asarray((keys.astype(np.uint64) * FACTOR) >> bits, dtype=np.int64)


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
    return Pairs.of(pairs, size)


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
    return Pairs.of(pairs, size + 1)
