"""Words met so far, as arrays: for long lists of texts, whose words come again and again.

A model brings what it was trained on (`find_chunks`), so that a first list is mostly known words.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.core.features import list_words
from classifier.core.text import normalise

from .growing import Growing
from .tables import SCORES, Tables
from .words import WordFeatures, find_features

_END = "\0"
_END_APART = f" {_END} "
_NO_WORD = "\1"

MOST_CHUNKS = 200_000
"""Different chunks between spaces that are kept; with more, the lexicon begins anew."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of some texts, and what is known of each word."""

    words: NDArray[np.int32]
    """Number of each word, text after text, shape (n_words,)."""
    names: Sequence[str]
    """The words themselves by number; more may follow."""
    bounds: NDArray[np.int32]
    """Where each text begins and the last ends in `words`, shape (n_texts + 1,)."""
    stems: NDArray[np.int32]
    """Column of a word's stem by the word's number; -1 if it was never learned."""
    telling: NDArray[np.int32]
    """Number of a word's telling stem; -1 if the word tells nothing."""
    telling_known: NDArray[np.bool_]
    """By the number of a telling stem: has the model learned it?"""
    sums: NDArray[np.float64]
    """Sums over a word's n-grams: `SCORES` pushes, then the square."""
    grams: sp.csr_matrix
    """Counts of a word's n-grams, shape (n_known_words, n_grams)."""


def find_chunks(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the different chunks between spaces of `texts` that hold words of a model, in order.

    What `features.find_words` takes for no word, such as an address or a number, is not among them.
    """
    chunks = dict.fromkeys(chain.from_iterable(normalise(text).split() for text in texts))
    return tuple(chunk for chunk in chunks if list_words(chunk))


class Lexicon:
    """Numbers for words. Texts are cut at white space first: such a chunk is read once."""

    def __init__(self, tables: Tables, chunks: Sequence[str] = ()) -> None:
        """Begin with these chunks."""
        self._tables = tables
        self._first = chunks
        self._lock = threading.Lock()
        self._begin()

    def read(self, texts: Sequence[str]) -> Tokens:
        """Return the words of `texts`."""
        split = _split_joined(texts)
        with self._lock:
            if len(self._chunks) > MOST_CHUNKS:
                self._begin()
            known = len(self._chunks)
            chunks = np.fromiter(map(self._chunks.__getitem__, split), np.int32, len(split))
            new = islice(reversed(self._chunks), len(self._chunks) - known)
            self._learn(list(new)[::-1])
            ends = np.flatnonzero(chunks == self._chunks[_END])
            return self._tokens(chunks, np.r_[0, ends].astype(np.int32))

    def _begin(self) -> None:
        # No method of its own makes the numbers: in a circle, it would outlive the model.
        self._chunks: defaultdict[str, int] = defaultdict(count().__next__)
        self._words: dict[str, int] = {}
        self._names: list[str] = []
        self._telling_stems: dict[str, int] = {}
        self._chunk_words = Growing(np.int32)
        self._chunk_bounds = Growing(np.int32, first=[0])
        self._stems = Growing(np.int32)
        self._telling = Growing(np.int32)
        self._telling_known = Growing(np.bool_)
        self._sums = Growing(np.float64, SCORES + 1)
        self._grams = Growing(np.int32)
        self._gram_bounds = Growing(np.int32, first=[0])
        self._ones = Growing(np.int32)
        first = (_END, *self._first)
        for chunk in first:
            self._chunks[chunk]  # the first look-up gives it its number
        self._learn(first)

    def _learn(self, chunks: Sequence[str]) -> None:
        """Read new chunks: most hold one word, some none or several."""
        if not chunks:
            return
        parts = [list_words(chunk) for chunk in chunks]
        new = [
            word for word in dict.fromkeys(chain.from_iterable(parts)) if word not in self._words
        ]
        self._words.update(
            zip(new, range(len(self._words), len(self._words) + len(new)), strict=True)
        )
        self._names.extend(new)
        if new:
            self._add([find_features(self._tables, word) for word in new])
        self._chunk_words.extend([self._words[word] for part in parts for word in part])
        self._chunk_bounds.extend(_bounds_after(self._chunk_bounds, [len(part) for part in parts]))

    def _add(self, words: Sequence[WordFeatures]) -> None:
        grams = np.fromiter(chain.from_iterable(word.grams for word in words), np.int32)
        lengths = [len(word.grams) for word in words]
        self._stems.extend([word.stem for word in words])
        self._telling.extend([self._number(word) for word in words])
        self._sums.extend(self._add_up(grams, lengths))
        self._grams.extend(grams)
        self._ones.extend(np.ones(len(grams), np.int32))
        self._gram_bounds.extend(_bounds_after(self._gram_bounds, lengths))

    def _add_up(self, grams: NDArray[np.int32], lengths: Sequence[int]) -> NDArray[np.float64]:
        """Return the sums over the n-grams of each word, shape (n_words, SCORES + 1)."""
        block = self._tables.characters
        bounds = np.r_[0, np.cumsum(lengths, dtype=np.int32)]
        counts = sp.csr_matrix(
            (np.ones(len(grams)), grams, bounds), shape=(len(lengths), len(block.columns))
        )
        return np.column_stack([counts @ block.pushes, counts @ block.squares])

    def _number(self, word: WordFeatures) -> int:
        """Return the number of the telling stem of `word`; -1 if it tells nothing."""
        if not word.telling:
            return -1
        number = self._telling_stems.setdefault(word.telling, len(self._telling_stems))
        if number == len(self._telling_known.filled):
            self._telling_known.extend([word.stem >= 0])
        return number

    def _tokens(self, chunks: NDArray[np.int32], bounds: NDArray[np.int32]) -> Tokens:
        """Return the words of `chunks`; texts begin and end at `bounds`, shape (n_texts + 1,)."""
        starts, ends = self._chunk_bounds.filled[chunks], self._chunk_bounds.filled[chunks + 1]
        counts = ends - starts
        ends_of_chunks = _running(counts)
        places = np.arange(ends_of_chunks[-1], dtype=np.int32)
        places += np.repeat(starts - ends_of_chunks[:-1], counts)
        grams, gram_bounds = self._grams.filled, self._gram_bounds.filled
        shape = (len(gram_bounds) - 1, len(self._tables.characters.columns))
        return Tokens(
            words=self._chunk_words.filled[places],
            names=self._names,
            bounds=ends_of_chunks[bounds],
            stems=self._stems.filled,
            telling=self._telling.filled,
            telling_known=self._telling_known.filled,
            sums=self._sums.filled,
            grams=sp.csr_matrix((self._ones.filled, grams, gram_bounds), shape=shape),
        )


def _split_joined(texts: Sequence[str]) -> list[str]:
    """Return the chunks of all texts in a row, `_END` after each text.

    To split one long text is twice as quick as to split each: no list is made for each.
    """
    split = _END_APART.join((*texts, "")).split()
    if split.count(_END) > len(texts):  # a text holds it as a chunk: any other sign does as well
        return _split_joined([text.replace(_END, _NO_WORD) for text in texts])
    return split


def _bounds_after(bounds: Growing, lengths: Sequence[int]) -> NDArray[np.int32]:
    return np.asarray(bounds.filled[-1] + np.cumsum(lengths, dtype=np.int32))


def _running(lengths: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return 0 and the running sums of `lengths`, shape (n + 1,)."""
    sums = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=sums[1:])
    return sums
