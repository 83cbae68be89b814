"""An explanation laid out for the eye: the text in pieces, each with its side and strength."""

from dataclasses import dataclass

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


def highlight(explanation: Explanation) -> list[Piece]:
    """Return the text of `explanation` in pieces; joined they are the text again."""
    pieces, end = [], 0
    for word, row in zip(explanation.words, explanation.contributions.tolist(), strict=True):
        if word.start > end:
            pieces.append(Piece(text=explanation.text[end : word.start]))
        highest = max(row)
        likeliest = row.index(highest)
        push = highest - (sum(row) - highest) / (len(row) - 1)
        strength = sum(push >= step for step in STEPS)
        side = CLASSES[likeliest] if strength else ""
        pieces.append(Piece(text=word.text, side=side, strength=strength, push=push))
        end = word.end
    if end < len(explanation.text):
        pieces.append(Piece(text=explanation.text[end:]))
    return pieces
