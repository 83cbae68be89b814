"""A text's score shared out among its words, exactly.

A feature that covers two words, or occurs several times, is shared out evenly.
"""

from collections.abc import Sequence
from itertools import chain, pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from .one import count_features, pair_distant
from .tables import SCORES, Block, Tables, damped
from .words import WordEntry


def share_out(tables: Tables, entries: Sequence[WordEntry]) -> NDArray[np.float64]:
    """Return what each word adds to the scores, shape (n_words, SCORES)."""
    shares = np.zeros((len(entries), SCORES))
    _share_words(tables, entries, shares)
    _share_distant(tables, entries, shares)
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
    stems = [(place, entry.stem) for place, entry in enumerate(entries) if entry.stem >= 0]
    looked_up = map(tables.neighbours.columns.get, pairwise(entry.stem for entry in entries))
    pairs = [(place, pair) for place, pair in enumerate(looked_up) if pair is not None]
    if not stems:
        return
    places, columns = np.array([*stems, *pairs]).T
    pushes = _push_each(tables.words, columns)
    alone = len(stems)
    np.add.at(shares, places[:alone], pushes[:alone])
    for neighbour in (0, 1):
        np.add.at(shares, places[alone:] + neighbour, pushes[alone:] / 2)


def _share_distant(
    tables: Tables, entries: Sequence[WordEntry], shares: NDArray[np.float64]
) -> None:
    found = list(pair_distant(tables, entries))
    if not found:
        return
    places, others, columns = np.array(found).T
    halves = _push_each(tables.distant, columns) / 2
    np.add.at(shares, places, halves)
    np.add.at(shares, others, halves)


def _share_grams(block: Block, entries: Sequence[WordEntry], shares: NDArray[np.float64]) -> None:
    grams = list(chain.from_iterable(entry.grams for entry in entries))
    places = np.repeat(np.arange(len(entries)), [len(entry.grams) for entry in entries])
    np.add.at(shares, places, _push_each(block, np.array(grams, dtype=np.intp)))


def _push_each(block: Block, columns: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return what each occurrence of a feature counts for, shape (n_occurrences, SCORES).

    `columns` are those of all occurrences of a text: what stands twice is damped.
    """
    different, places, counts = np.unique(columns, return_inverse=True, return_counts=True)
    damping = damped(counts)
    length = sqrt(damping**2 @ block.squares[different]) or 1.0
    weights = damping / counts / length
    return weights[places][:, None] * block.pushes[columns]
