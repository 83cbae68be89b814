"""What one word adds to a text: the columns of its stem and of its character n-grams."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from classifier.core.features import character_grams, stem

from .tables import SCORES, Tables

KEPT = 20_000
"""Words whose entry is kept in memory, for texts that come one by one."""


class WordEntry(NamedTuple):
    """One word, looked up."""

    stem: int
    """Column of its stem in the block of words; -1 if it was never learned."""
    telling: str
    """Its stem, or "" for numbers and single letters, which tell nothing."""
    grams: tuple[int, ...]
    """Columns of its known character n-grams, as often as they occur."""
    pushes: tuple[float, ...]
    """Sum of the pushes of `grams`, `SCORES` figures."""
    square: float
    """Sum of their squares."""


LookUp = Callable[[str], WordEntry]


def read_word(tables: Tables, word: str) -> WordEntry:
    """Return the entry of `word`, as it stands in a text in normal form."""
    stemmed = stem(word)
    columns = tables.characters.columns
    grams = tuple(columns[gram] for gram in character_grams(word) if gram in columns)
    picked = list(grams)
    sums = tables.characters.pushes[picked].sum(axis=0) if grams else np.zeros(SCORES)
    return WordEntry(
        stem=tables.words.columns.get(stemmed, -1),
        telling=stemmed if len(word) > 1 and not word.isdigit() else "",
        grams=grams,
        pushes=tuple(sums.tolist()),
        square=float(tables.characters.squares[picked].sum()),
    )


def keep_entries(tables: Tables) -> LookUp:
    """Return a function from words to their entries that remembers the last `KEPT`."""

    @lru_cache(maxsize=KEPT)
    def look_up(word: str) -> WordEntry:
        return read_word(tables, word)

    return look_up
