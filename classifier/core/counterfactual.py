"""What would change the answer: the fewest words without which it is another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .decision import Decision
from .explanation import Explanation
from .features import Word
from .labels import CLASSES, Outcome

MAX_WORDS = 3
"""Removals of more words than this are not sought: they change the task, not the answer."""

SINGLES = 40
"""Words tried alone: those that speak most for the outcome; of a long text, one word less
changes nothing that a stronger one does not."""

CANDIDATES = 6
"""The strongest of them are tried in pairs and triples, too."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Words to take out, and the outcome without them."""

    words: list[Word]
    outcome: Outcome


def find_counterfactual(
    explanation: Explanation,
    decision: Decision,
    decide: Callable[[Sequence[str]], Sequence[Decision]],
) -> Counterfactual | None:
    """Return the smallest removal of words after which `decide` gives another outcome.

    Single words are tried, then pairs and triples of those that speak most for the outcome; of
    several of one size, the one whose words speak most. None if none flips it.
    """
    if decision.outcome.value not in CLASSES or len(explanation.words) < 2:
        return None
    column = CLASSES.index(decision.outcome.value)
    sets = _sets_of_words(explanation.contributions[:, column])
    decisions = decide([_without(explanation, places) for places in sets])
    for places, other in zip(sets, decisions, strict=True):
        if other.outcome is not decision.outcome:
            words = [explanation.words[place] for place in sorted(places)]
            return Counterfactual(words, other.outcome)
    return None


def _sets_of_words(pushes: NDArray[np.float64]) -> list[tuple[int, ...]]:
    """Return what is taken out in turn: fewer words first, then those that push most."""
    order = [int(place) for place in (-pushes).argsort(kind="stable")]
    weight = pushes.tolist()
    sets: list[tuple[int, ...]] = []
    for size in range(1, min(MAX_WORDS, len(order) - 1) + 1):
        tried = order[: SINGLES if size == 1 else CANDIDATES]
        sets += sorted(
            combinations(tried, size), key=lambda places: -sum(weight[one] for one in places)
        )
    return sets


def _without(explanation: Explanation, places: Sequence[int]) -> str:
    text = explanation.text
    for place in sorted(places, reverse=True):
        word = explanation.words[place]
        text = text[: word.start] + text[word.end :]
    return text
