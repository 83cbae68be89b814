"""An explanation laid out for the eye: the text in pieces, each with its side and strength."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .explanation import Explanation
from .labels import CLASSES

STEPS = (0.15, 0.4, 0.8)
"""Push in log-odds from which a word counts as weak, clear and strong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text: a word with the class it speaks for, or what stands between."""

    text: str
    side: str = ""
    """One of `labels.CLASSES`, or empty if the stretch speaks for none."""
    strength: int = 0
    """0 for none, 1 to 3 for weak to strong."""
    push: float = 0.0
    """What the word adds to its class over the mean of the others, in log-odds."""


def leads(contributions: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the class each word speaks for, and what it adds to that over the mean of the others.

    `contributions` has shape (n_words, n_classes); both results have shape (n_words,).
    """
    highest = contributions.max(axis=1)
    others = (contributions.sum(axis=1) - highest) / (contributions.shape[1] - 1)
    return contributions.argmax(axis=1), highest - others


def highlight(explanation: Explanation) -> list[Piece]:
    """Return the text of `explanation` in pieces; joined they are the text again."""
    pieces, end = [], 0
    found = (values.tolist() for values in leads(explanation.contributions))
    for word, likeliest, push in zip(explanation.words, *found, strict=True):
        if word.start > end:
            pieces.append(Piece(text=explanation.text[end : word.start]))
        strength = sum(push >= step for step in STEPS)
        side = CLASSES[likeliest] if strength else ""
        pieces.append(Piece(text=word.text, side=side, strength=strength, push=push))
        end = word.end
    if end < len(explanation.text):
        pieces.append(Piece(text=explanation.text[end:]))
    return pieces
