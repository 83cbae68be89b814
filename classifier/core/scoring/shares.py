"""A text's score shared out among its words, exactly.

A feature that covers two words, or occurs several times, is shared out evenly.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from .one import count_features, count_grams
from .tables import SCORES, Block, Tables
from .words import WordEntry

Shares = dict[int, float]
"""Column of a feature → what one of its occurrences counts for."""


def share_out(tables: Tables, entries: Sequence[WordEntry]) -> NDArray[np.float64]:
    """Return what each word adds to the scores, shape (n_words, SCORES)."""
    shares = np.zeros((len(entries), SCORES))
    _share_words(tables, entries, shares)
    _share_grams(tables.characters, entries, shares)
    return shares


def word_vector(
    tables: Tables, entries: Sequence[WordEntry]
) -> tuple[list[int], NDArray[np.float64]]:
    """Return where a text's row in the block of words is not 0, and its values there."""
    counts = count_features(tables, entries)
    columns = list(counts)
    values = np.array([1 + log(count) for count in counts.values()]) * tables.words.idf[columns]
    return columns, values / (sqrt(values @ values) or 1)


def _share_words(tables: Tables, entries: Sequence[WordEntry], shares: NDArray[np.float64]) -> None:
    weights = _weigh(tables.words, count_features(tables, entries))
    pushes = tables.words.pushes
    stems = [entry.stem for entry in entries]
    for position, stem in enumerate(stems):
        if stem >= 0:
            shares[position] += weights[stem] * pushes[stem]
    for position, pair in enumerate(pairwise(stems)):
        column = tables.pair_columns.get(pair)
        if column is not None:
            shares[position : position + 2] += weights[column] / 2 * pushes[column]


def _share_grams(block: Block, entries: Sequence[WordEntry], shares: NDArray[np.float64]) -> None:
    weights = _weigh(block, count_grams(entries))
    for position, entry in enumerate(entries):
        if entry.grams:
            each = np.array([weights[gram] for gram in entry.grams])
            shares[position] += each @ block.pushes[list(entry.grams)]


def _weigh(block: Block, counts: Counter[int]) -> Shares:
    damping = {column: 1 + log(count) for column, count in counts.items()}
    square = sum(tf * tf * block.squares[column] for column, tf in damping.items())
    length = sqrt(square) or 1.0
    return {column: tf / counts[column] / length for column, tf in damping.items()}
