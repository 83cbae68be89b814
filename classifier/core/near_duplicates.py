"""Texts that say nearly the same: the same words, or all but one of them.

Two texts are near-duplicates if their sets of stems are equal, whatever the order, case,
punctuation and numbers, or if one stem is added, left out or changed in texts of at least
`MIN_WORDS`. Each text is hashed whole and once without each of its stems, so that a file of
50,000 rows is compared with 100,000 examples in seconds, in memory bounded by the file.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .features import find_words, stem
from .text import normalise

MIN_WORDS = 5
"""Stems that a text needs for one of them to be allowed to differ."""

_CHUNK = 5_000


def text_hashes(text: str) -> list[int]:
    """Return the hashes of which two near-duplicates share at least one; none without words."""
    stems = {stem(word.text) for word in find_words(normalise(text))}
    hashes = [_stem_hash(one) for one in stems if not one.isdigit()]
    whole = 0
    for one in hashes:
        whole ^= one
    if not hashes:
        return []
    if len(hashes) < MIN_WORDS:
        return [whole]
    return [whole, *(whole ^ one for one in hashes)]


class NearDuplicates:
    """An index of some texts, asked which of other texts are like them."""

    def __init__(self, hashes: NDArray[np.uint64], owners: NDArray[np.int64], count: int) -> None:
        """Take hashes in ascending order and the text each belongs to; see `build`."""
        self._hashes, self._owners, self._count = hashes, owners, count

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """Return the index of `texts`."""
        hashes, owners = _hash_all(texts)
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], owners[order], len(texts))

    def among_themselves(self) -> dict[int, int]:
        """Return, by position, the earlier text that a text is like; first texts are left out."""
        if not len(self._hashes):
            return {}
        starts = np.flatnonzero(np.r_[True, self._hashes[1:] != self._hashes[:-1]])
        sizes = np.diff(np.r_[starts, len(self._hashes)])
        first = np.repeat(np.minimum.reduceat(self._owners, starts), sizes)
        best = np.full(self._count, self._count)
        np.minimum.at(best, self._owners, first)
        return {row: int(other) for row, other in enumerate(best) if other < row}

    def like(self, others: Iterable[tuple[int, str]]) -> dict[int, int]:
        """Return, by position, the id of one of `others`, pairs of id and text, it is like.

        The others are read as a stream.
        """
        found: dict[int, int] = {}
        if not len(self._hashes):
            return found
        taken: set[int] = set()  # first places of runs of equal hashes that found their text
        for chunk in _chunks(iter(others)):
            hashes, rows = _hash_all([text for _, text in chunk])
            left = np.searchsorted(self._hashes, hashes, side="left")
            right = np.searchsorted(self._hashes, hashes, side="right")
            for place in np.flatnonzero(right > left):
                if left[place] in taken:
                    continue
                taken.add(int(left[place]))
                other = chunk[rows[place]][0]
                for owner in self._owners[left[place] : right[place]]:
                    found.setdefault(int(owner), other)
        return found


@lru_cache(maxsize=100_000)
def _stem_hash(one: str) -> int:
    return int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest())


def _hash_all(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    hashes: list[int] = []
    owners: list[int] = []
    for position, text in enumerate(texts):
        own = text_hashes(text)
        hashes += own
        owners += [position] * len(own)
    return np.array(hashes, dtype=np.uint64), np.array(owners, dtype=np.int64)


def _chunks(pairs: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    while chunk := list(islice(pairs, _CHUNK)):
        yield chunk
