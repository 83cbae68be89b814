"""Which labels are likely wrong: confident learning's ranking on out-of-fold predictions.

The order is that of cleanlab's normalised margin (Northcutt et al. 2021): how much the model,
not having seen the text's domain, prefers another label to the one that was given. "Shared" is
rare and hardest to learn; held to the same measure, most rows so labelled would head the list
and hide real slips. So such a row is held to the mean of its fellows, which is confident
learning's own threshold.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .labels import CLASSES, NEITHER, Label

LABELS = (*(Label(name) for name in CLASSES), Label.SHARED)
"""Columns of the four-label probabilities."""


def label_probabilities(
    probabilities: NDArray[np.float64], shared: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return probabilities of the four `LABELS`, shape (n, 4), rows sum to 1.

    `probabilities` has shape (n, 3), `shared` shape (n,).
    """
    return np.column_stack([probabilities * (1 - shared[:, None]), shared])


def doubts(
    probabilities: NDArray[np.float64], shared: NDArray[np.float64], labels: Sequence[Label]
) -> tuple[NDArray[np.float64], list[Label]]:
    """Return for each given label how doubtful it is, and the best other label.

    Returns
    -------
    doubt : float array of shape (n,), 0 to 1
        Odds-wise comparison of the best other label with the given one; above 0.5 the model
        prefers the other. For rows labelled shared, the probability of being so, and of being
        nobody else's work, is first divided by the mean of all of them.
    others : n labels
    """
    rows = label_probabilities(probabilities, shared)
    given = np.array([LABELS.index(label) for label in labels], dtype=np.intp)
    every = np.arange(len(labels))
    own = rows[every, given]
    rows[every, given] = -1
    best = rows.argmax(axis=1)
    other = rows[every, best]
    are_shared = given == LABELS.index(Label.SHARED)
    if are_shared.any():
        own[are_shared] *= 1 - probabilities[are_shared, NEITHER]
        own[are_shared] /= max(own[are_shared].mean(), np.finfo(float).tiny)
    return other / (own + other), [LABELS[number] for number in best]
