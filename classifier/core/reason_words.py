"""The words that decided, for thousands of texts at once: what `explanation` says, in brief.

Each word's push is looked up rather than computed anew for each text. That is exact but for
features that occur twice in a text, whose damping is left out; `explanation` is always exact.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from .features import character_grams, find_words, stem
from .highlighting import STEPS
from .labels import CLASSES
from .text import normalise

Push = tuple[float, float, float]
_NOTHING: tuple[Push, float] = ((0.0, 0.0, 0.0), 0.0)


def find_reason_words(pipeline: Pipeline, texts: Sequence[str], count: int = 3) -> list[str]:
    """Return for each text its strongest words with their side: “leads (sales), ad (marketing)”.

    A word counts from the weakest step of `highlighting` on; a text without one gets "".
    """
    reader = _reader(pipeline)
    return [reader.strongest(text, count) for text in texts]


@lru_cache(maxsize=2)
def _reader(pipeline: Pipeline) -> "_Reader":
    offset, blocks = 0, {}
    for name, block in pipeline["features"].transformer_list:
        weight = (pipeline["features"].transformer_weights or {}).get(name, 1.0)
        blocks[name] = _Block(block, pipeline["classifier"].coef_[:, offset:], weight)
        offset += len(blocks[name].vocabulary)
    return _Reader(blocks["words"], blocks["characters"])


class _Block:
    """The pushes of one block's features, before a text's vector is scaled to unit length."""

    def __init__(self, block: Pipeline, coefficients: NDArray[np.float64], weight: float) -> None:
        self.vocabulary: dict[str, int] = block["count"].vocabulary_
        idf = block["weigh"].idf_
        pushes = coefficients[:, : len(idf)] * idf * weight
        self._pushes: list[Push] = list(zip(*pushes.tolist(), strict=True))
        self._squares: list[float] = (idf**2).tolist()

    def look_up(self, name: str) -> tuple[Push, float]:
        """Return what a feature pushes and what it adds to the squared length."""
        column = self.vocabulary.get(name)
        return _NOTHING if column is None else (self._pushes[column], self._squares[column])


class _Reader:
    def __init__(self, words: _Block, characters: _Block) -> None:
        self._words, self._characters = words, characters
        self._spelt: dict[str, tuple[Push, float]] = {}

    def strongest(self, text: str, count: int) -> str:
        words = [word.text for word in find_words(normalise(text))]
        stems = [stem(word) for word in words]
        single = [self._words.look_up(one) for one in stems]
        pairs = [self._words.look_up(f"{a} {b}") for a, b in pairwise(stems)]
        spelt = [self._spell(word) for word in words]
        long = _inverse_length(single, pairs)
        short = _inverse_length(spelt)
        found = []
        for position, word in enumerate(words):
            near = [pairs[at][0] for at in (position - 1, position) if 0 <= at < len(pairs)]
            total = [
                (single[position][0][side] + sum(pair[side] for pair in near) / 2) * long
                + spelt[position][0][side] * short
                for side in range(len(CLASSES))
            ]
            highest = max(total)
            push = highest - (sum(total) - highest) / (len(CLASSES) - 1)
            if push >= STEPS[0]:
                found.append((push, word.casefold(), CLASSES[total.index(highest)]))
        found.sort(key=lambda one: -one[0])
        named = dict(reversed([(word, side) for _, word, side in found]))
        best = list(reversed(named.items()))[:count]
        return ", ".join(f"{word} ({side})" for word, side in best)

    def _spell(self, word: str) -> tuple[Push, float]:
        """Return the sums over the character n-grams of `word`."""
        lower = word.lower()
        if lower not in self._spelt:
            grams = [self._characters.look_up(gram) for gram in character_grams(word)]
            sums = [sum(push[side] for push, _ in grams) for side in range(len(CLASSES))]
            self._spelt[lower] = (sums[0], sums[1], sums[2]), sum(square for _, square in grams)
        return self._spelt[lower]


def _inverse_length(*features: list[tuple[Push, float]]) -> float:
    square = sum(square for group in features for _, square in group)
    return square**-0.5 if square else 0.0
