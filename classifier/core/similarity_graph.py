"""Texts as points, drawn towards their neighbours so that paraphrases come to lie together.

Two paraphrases may share no word at all, yet both share words with a third. Averaging each point
with its nearest ones a few times (graph smoothing, as in Zhou et al. 2004) carries likeness along
such chains, while a text without neighbours stays where it is.
"""

from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import (
    ENGLISH_STOP_WORDS,
    HashingVectorizer,
    TfidfTransformer,
)
from sklearn.preprocessing import normalize
from sklearn.random_projection import SparseRandomProjection

from .features import character_grams, find_words, stem
from .text import normalise

Points = NDArray[np.float32]

_SIZE = 2**18
_LETTERS = 0.7
"""What a text's letters count for beside its words."""
_DIMENSIONS = 512
_NEIGHBOURS = 30
_LEAST = 0.1
"""Likeness below which two texts are no neighbours: chance alone makes them so alike."""
_ROUNDS = 4
_CHUNK = 500


def smoothed_points(texts: Sequence[str]) -> Points:
    """Return a point of unit length for each text, shape (n, d): their products are likenesses."""
    points = _points(_features(texts))
    pull = _neighbourhoods(points)
    for _ in range(_ROUNDS):
        points = normalize(pull @ points)
    return points


def stems(text: str) -> list[str]:
    """Return the stems of `text` but for the commonest English words."""
    return [stem(word) for word in _telling_words(text)]


def count(texts: Sequence[str], analyse: Callable[[str], list[str]]) -> sp.csr_matrix:
    """Return hashed counts of what `analyse` finds in each text; needs no vocabulary."""
    vectoriser = HashingVectorizer(
        analyzer=analyse, n_features=_SIZE, alternate_sign=False, norm=None
    )
    return vectoriser.transform(texts)


def _letters(text: str) -> list[str]:
    return [gram for word in _telling_words(text) for gram in character_grams(word)]


def _telling_words(text: str) -> list[str]:
    words = [word.text for word in find_words(normalise(text))]
    return [word for word in words if word.lower() not in ENGLISH_STOP_WORDS] or words


def _features(texts: Sequence[str]) -> sp.csr_matrix:
    blocks = [
        weight * TfidfTransformer(sublinear_tf=True).fit_transform(count(texts, analyse))
        for analyse, weight in ((stems, 1.0), (_letters, _LETTERS))
    ]
    return normalize(sp.hstack(blocks).tocsr())


def _points(features: sp.csr_matrix) -> Points:
    """Return dense points with (nearly) the same products as the feature rows."""
    if features.shape[0] > _DIMENSIONS:
        project = SparseRandomProjection(_DIMENSIONS, dense_output=True, random_state=0)
        return np.asarray(normalize(project.fit_transform(features)), dtype=np.float32)
    values, vectors = np.linalg.eigh((features @ features.T).toarray())
    return np.asarray(vectors * np.sqrt(np.clip(values, 0, None)), dtype=np.float32)


def _neighbourhoods(points: Points) -> sp.csr_matrix:
    """Return each text's pull on each, shape (n, n): 1 on itself, likeness on its neighbours."""
    total = len(points)
    kept = min(_NEIGHBOURS, total)
    rows, columns, pulls = [], [], []
    for start in range(0, total, _CHUNK):
        likeness = points[start : start + _CHUNK] @ points.T
        nearest = np.argpartition(-likeness, kept - 1, axis=1)[:, :kept]
        pull = np.take_along_axis(likeness, nearest, axis=1)
        here, place = np.nonzero(pull > _LEAST)
        rows.append(here + start)
        columns.append(nearest[here, place])
        pulls.append(pull[here, place])
    graph = sp.csr_matrix(
        (np.concatenate(pulls), (np.concatenate(rows), np.concatenate(columns))),
        shape=(total, total),
    )
    graph.setdiag(1)
    return graph
