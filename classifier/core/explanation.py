"""Which words decided: a linear score shared out among the words, exactly."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from .features import Feature, Word, character_features, find_words, word_features
from .text import normalise

OCCURRENCES: dict[str, Callable[[list[str]], Iterator[Feature]]] = {
    "words": word_features,
    "characters": character_features,
}
"""For each block of the pipeline: its features with the words they cover."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The three scores of a text as a sum over its words."""

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


def explain(pipeline: Pipeline, text: str) -> Explanation:
    """Return the contributions of the words of `text` to the scores of `pipeline`.

    A feature that covers several words, or occurs several times, is shared out evenly.
    """
    plain = normalise(text)
    words = find_words(plain)
    contributions = np.zeros((len(words), 3))
    classifier = pipeline["classifier"]
    offset = 0
    for name, block in pipeline["features"].transformer_list:
        vocabulary = block["count"].vocabulary_
        values = (block.transform([text]) * _weight(pipeline, name)).tocsr()
        value_of = dict(zip(values.indices.tolist(), values.data.tolist(), strict=True))
        occurrences = list(OCCURRENCES[name]([word.text for word in words]))
        counts = Counter(feature.name for feature in occurrences)
        for feature in occurrences:
            column = vocabulary.get(feature.name)
            if column is None:
                continue
            share = value_of[column] / counts[feature.name] / len(feature.words)
            for position in feature.words:
                contributions[position] += share * classifier.coef_[:, offset + column]
        offset += len(vocabulary)
    return Explanation(plain, words, contributions, np.asarray(classifier.intercept_))


def _weight(pipeline: Pipeline, block: str) -> float:
    return float((pipeline["features"].transformer_weights or {}).get(block, 1.0))
