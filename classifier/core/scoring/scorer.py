"""One model's scorer: the quick way for one text, the other for many."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from classifier.core.explanation import Explanation
from classifier.core.features import find_words, list_words
from classifier.core.labels import CLASSES
from classifier.core.text import normalise

from .lexicon import Lexicon
from .many import score_many
from .one import score_one
from .pushes import push_words
from .scored import Scored
from .shares import share_out, word_vector
from .strongest import name_strongest
from .tables import SCORES, Tables
from .words import WordEntry, keep_entries

FEW = 6
"""Up to so many texts are scored one by one."""

CHUNK = 2_000
"""Texts scored at once."""


class Scorer:
    """Scores texts as the pipeline it was made of does; several threads may share it."""

    def __init__(
        self,
        pipeline: Pipeline,
        shared: LogisticRegression | None,
        chunks: Sequence[str] = (),
    ) -> None:
        """Lay out a fitted pipeline, and the second model on its features if there is one.

        `chunks` are looked up now, for lists of texts that hold them (`lexicon.find_chunks`).
        """
        self._tables = Tables.of(pipeline, shared)
        self._look_up = keep_entries(self._tables)
        self._lexicon = Lexicon(self._tables, chunks)

    def score(self, texts: Sequence[str]) -> Scored:
        """Return the scores of `texts`, in any number and of any length."""
        if len(texts) <= FEW:
            parts = [self._score_one(text) for text in texts]
        else:
            starts = range(0, len(texts), CHUNK)
            parts = [
                score_many(self._tables, self._lexicon.read(texts[start : start + CHUNK]))
                for start in starts
            ]
        return _join(parts)

    def explain(self, text: str) -> Explanation:
        """Return what each word of `text` adds to each class's score."""
        plain = normalise(text)
        words = find_words(plain)
        shares = share_out(self._tables, [self._look_up(word.text) for word in words])
        classes = slice(len(CLASSES))
        return Explanation(plain, words, shares[:, classes], self._tables.intercept[classes])

    def word_vector(self, text: str) -> tuple[list[int], NDArray[np.float64]]:
        """Return columns and values of `text` in the pipeline's block of words."""
        return word_vector(self._tables, self._entries(text))

    def strongest_words(self, texts: Sequence[str], count: int = 3) -> list[str]:
        """Return for each text its strongest words with their side; see `strongest`."""
        found: list[str] = []
        for start in range(0, len(texts), CHUNK):
            tokens = self._lexicon.read(texts[start : start + CHUNK])
            found.extend(name_strongest(tokens, push_words(self._tables, tokens), count))
        return found

    def _score_one(self, text: str) -> Scored:
        return score_one(self._tables, self._entries(text))

    def _entries(self, text: str) -> list[WordEntry]:
        return [self._look_up(word) for word in list_words(text)]


def _join(parts: list[Scored]) -> Scored:
    if not parts:
        return Scored(np.empty((0, SCORES)), np.empty(0, np.int64), np.empty(0, np.int64))
    if len(parts) == 1:
        return parts[0]
    return Scored(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.words for part in parts]),
        np.concatenate([part.known for part in parts]),
    )
