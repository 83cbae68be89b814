"""What each word of many texts pushes, in brief: `shares` without the damping of repeats.

That is exact but for features that occur twice in a text.
"""

import numpy as np
from numpy.typing import NDArray

from .lexicon import Tokens
from .many import pair_features
from .tables import SCORES, Block, Tables


def push_words(tables: Tables, tokens: Tokens) -> NDArray[np.float64]:
    """Return what each word adds to the scores of its text, shape (n_words, SCORES)."""
    stems = tokens.stems[tokens.words]
    pairs = _figures(tables.words, pair_features(tables, stems, tokens.bounds))
    words = _figures(tables.words, stems) + pairs / 2
    words[1:] += pairs[:-1] / 2
    grams = tokens.sums[tokens.words]
    return _to_unit_length(words, tokens.bounds) + _to_unit_length(grams, tokens.bounds)


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
