"""What each word of many texts pushes, in brief: `shares` without the damping of repeats.

That is exact but for features that occur twice in a text.
"""

import numpy as np
from numpy.typing import NDArray

from classifier.core.features import GAPS

from .lexicon import Tokens
from .many import distant_features, word_features
from .tables import SCORES, Block, Tables


def push_words(tables: Tables, tokens: Tokens) -> NDArray[np.float64]:
    """Return what each word adds to the scores of its text, shape (n_words, SCORES)."""
    stems = tokens.stems[tokens.words]
    blocks = (
        _push_neighbours(tables, stems, tokens.bounds),
        _push_distant(tables, stems, tokens.bounds),
        tokens.sums[tokens.words],
    )
    return np.asarray(sum(_to_unit_length(figures, tokens.bounds) for figures in blocks))


def _push_neighbours(
    tables: Tables, stems: NDArray[np.int32], bounds: NDArray[np.int32]
) -> NDArray[np.float64]:
    columns = word_features(tables, stems, bounds)
    pairs = _figures(tables.words, columns[:, 1]) / 2
    figures = _figures(tables.words, columns[:, 0]) + pairs
    figures[1:] += pairs[:-1]
    return figures


def _push_distant(
    tables: Tables, stems: NDArray[np.int32], bounds: NDArray[np.int32]
) -> NDArray[np.float64]:
    columns = distant_features(tables, stems, bounds)
    figures = _figures(tables.distant, columns[:, 0]) / 2
    np.add.at(figures, np.repeat(bounds[:-1], np.diff(bounds)), figures.copy())
    for slot, gap in enumerate(GAPS, start=1):
        pairs = _figures(tables.distant, columns[:, slot]) / 2
        figures += pairs
        figures[gap:] += pairs[:-gap]
    return figures


def _figures(block: Block, columns: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return pushes, then the square, of each column; zeros for -1."""
    figures = np.zeros((len(columns), SCORES + 1))
    known = columns >= 0
    figures[known, :SCORES] = block.pushes[columns[known]]
    figures[known, SCORES] = block.squares[columns[known]]
    return figures


def _to_unit_length(figures: NDArray[np.float64], bounds: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the pushes divided by the length of their text's vector."""
    running = np.zeros(len(figures) + 1)
    np.cumsum(figures[:, SCORES], out=running[1:])
    squares = np.diff(running[bounds])
    lengths = np.sqrt(np.where(squares > 0, squares, 1))
    return np.asarray(figures[:, :SCORES] / np.repeat(lengths, np.diff(bounds))[:, None])
