"""What scoring says of texts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of n texts, and how well the model knows their words."""

    scores: NDArray[np.float64]
    """Log-odds (up to a shift a row) of `labels.CLASSES`, then of "both own it"; shape (n, 4)."""
    words: NDArray[np.int64]
    """How many different telling stems each text has, shape (n,)."""
    known: NDArray[np.int64]
    """How many of them the model has learned, shape (n,)."""
