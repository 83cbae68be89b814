"""The words that weighed most, named with their side: “leads (sales), ad (marketing)”."""

import numpy as np
from numpy.typing import NDArray

from classifier.core.highlighting import STEPS, leads
from classifier.core.labels import CLASSES

from .lexicon import Tokens


def name_strongest(tokens: Tokens, pushes: NDArray[np.float64], count: int) -> list[str]:
    """Return for each text up to `count` words, strongest first; "" if none is worth naming.

    A word counts from the weakest step of `highlighting` on, and once in a text.
    """
    sides, strength = leads(pushes[:, : len(CLASSES)])
    texts = np.repeat(np.arange(len(tokens.bounds) - 1), np.diff(tokens.bounds))
    order = np.lexsort((-strength, texts))
    order = order[strength[order] >= STEPS[0]]
    named: list[dict[str, str]] = [{} for _ in range(len(tokens.bounds) - 1)]
    numbers = tokens.words[order].tolist()
    for text, number, side in zip(
        texts[order].tolist(), numbers, sides[order].tolist(), strict=True
    ):
        if len(named[text]) < count:
            named[text].setdefault(tokens.names[number].casefold(), CLASSES[side])
    return [", ".join(f"{word} ({side})" for word, side in words.items()) for words in named]
