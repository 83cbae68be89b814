"""What one word adds to a text: the columns of its stem and of its character n-grams."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from classifier.core.features import cut_grams, stem

from .tables import SCORES, Tables

KEPT = 20_000
"""Words whose entry is kept in memory, for texts that come one by one."""


class WordFeatures(NamedTuple):
    """The features of one word."""

    stem: int
    """Column of its stem in the block of words; -1 if it was never learned."""
    telling: str
    """Its stem, or "" for numbers and single letters, which tell nothing."""
    grams: tuple[int, ...]
    """Columns of its known character n-grams, as often as they occur."""


class WordEntry(NamedTuple):
    """One word, looked up: its features, and what its n-grams add up to."""

    stem: int
    telling: str
    grams: tuple[int, ...]
    pushes: tuple[float, ...]
    """Sum of the pushes of `grams`, `SCORES` figures."""
    square: float
    """Sum of their squares."""


LookUp = Callable[[str], WordEntry]


def find_features(tables: Tables, word: str) -> WordFeatures:
    """Return the features of `word`, as it stands in a text in normal form."""
    stemmed = stem(word)
    found = map(tables.characters.columns.get, cut_grams(word))
    return WordFeatures(
        stem=tables.words.columns.get(stemmed, -1),
        telling=stemmed if len(word) > 1 and not word.isdigit() else "",
        grams=tuple([column for column in found if column is not None]),
    )


def read_word(tables: Tables, word: str) -> WordEntry:
    """Return the entry of `word`, as it stands in a text in normal form."""
    features = find_features(tables, word)
    picked = list(features.grams)
    sums = tables.characters.pushes[picked].sum(axis=0) if picked else np.zeros(SCORES)
    return WordEntry(
        *features,
        pushes=tuple(sums.tolist()),
        square=float(tables.characters.squares[picked].sum()),
    )


def keep_entries(tables: Tables) -> LookUp:
    """Return a function from words to their entries that remembers the last `KEPT`."""

    @lru_cache(maxsize=KEPT)
    def look_up(word: str) -> WordEntry:
        return read_word(tables, word)

    return look_up
