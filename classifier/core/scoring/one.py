"""Score a single text: a few dozen look-ups, without the fixed cost of arrays."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import log, sqrt

import numpy as np

from classifier.core.features import GAPS

from .scored import Scored
from .tables import SCORES, Block, Tables
from .words import WordEntry


def score_one(tables: Tables, entries: Sequence[WordEntry]) -> Scored:
    """Return the scores of the text whose words have these entries, one row."""
    scores = tables.intercept.copy()
    parts = (
        _counted(tables.words, count_features(tables, entries)),
        _counted(tables.distant, Counter(column for *_, column in pair_distant(tables, entries))),
        _characters(tables.characters, entries),
    )
    for pushes, square in parts:
        if square > 0:
            scores += pushes / sqrt(square)
    stems = {entry.telling: entry.stem for entry in entries if entry.telling}
    known = sum(stem >= 0 for stem in stems.values())
    return Scored(scores[None, :], np.array([len(stems)]), np.array([known]))


def count_features(tables: Tables, entries: Sequence[WordEntry]) -> Counter[int]:
    """Return the counts of stems and pairs by column in the block of words."""
    stems = [entry.stem for entry in entries]
    pairs = tables.neighbours.columns
    counts = Counter(stems)
    del counts[-1]
    counts.update(pairs[pair] for pair in pairwise(stems) if pair in pairs)
    return counts


def pair_distant(tables: Tables, entries: Sequence[WordEntry]) -> Iterator[tuple[int, int, int]]:
    """Yield the known features of the block of distant pairs: two places, and the column.

    The first stem alone has its own place twice.
    """
    stems = [entry.stem for entry in entries]
    pairs, size = tables.distant_pairs.columns, len(tables.words.columns)
    if stems and stems[0] >= 0:
        for place, one in enumerate(stems):
            column = pairs.get((stems[0] + size, one if place else size))
            if column is not None:
                yield 0, place, column
    for gap in GAPS:
        for place, pair in enumerate(zip(stems, stems[gap:], strict=False)):
            if pair in pairs:
                yield place, place + gap, pairs[pair]


def count_grams(entries: Sequence[WordEntry]) -> Counter[int]:
    """Return the counts of character n-grams by column."""
    return Counter(chain.from_iterable(entry.grams for entry in entries))


def _counted(block: Block, counts: Counter[int]) -> tuple[np.ndarray, float]:
    columns = list(counts)
    damping = np.array([1 + log(count) for count in counts.values()])
    pushes = damping @ block.pushes[columns]
    return pushes, float(damping**2 @ block.squares[columns])


def _characters(block: Block, entries: Sequence[WordEntry]) -> tuple[np.ndarray, float]:
    pushes = np.array([entry.pushes for entry in entries]).reshape(-1, SCORES).sum(axis=0)
    square = sum(entry.square for entry in entries)
    repeated = [(gram, n) for gram, n in count_grams(entries).items() if n > 1]
    if repeated:
        columns, times = map(list, zip(*repeated, strict=True))
        damping = np.array([1 + log(count) for count in times])
        pushes += (damping - times) @ block.pushes[columns]
        square += float((damping**2 - times) @ block.squares[columns])
    return pushes, square
