"""Which words decided: a linear score shared out among the words, exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .features import Word


@dataclass(frozen=True, slots=True)
class Explanation:
    """The three scores of a text as a sum over its words (`scoring.shares` makes it)."""

    text: str
    """The text in normal form; the places of the words count in it."""
    words: list[Word]
    contributions: NDArray[np.float64]
    """Shape (n_words, 3), order of `labels.CLASSES`; in log-odds."""
    intercept: NDArray[np.float64]
    """Shape (3,): what the model says of an empty text."""

    @property
    def scores(self) -> NDArray[np.float64]:
        """Intercept plus all contributions, shape (3,): equals the model's score."""
        return np.asarray(self.intercept + self.contributions.sum(axis=0))
