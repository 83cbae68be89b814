"""Which unlabelled texts teach most: uncertain, and unlike all that is labelled or picked before.

A farthest-first traversal (Gonzalez 1985) in which a text counts for more the less sure the model
is of it. Paraphrases lie together, so once one is picked the others wait.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from .similarity_graph import Points, count, smoothed_points, stems

PICKED = 1_000
"""How many places are found one by one; the texts after them are only spread out."""

_SHARPNESS = 4
"""How much faster than distance itself a text loses its claim by being near a picked one."""
_FLOOR = 0.5
"""What a text counts for of which the model is sure; 1 is one of which it knows nothing."""
_COMMON = 500
"""A stem in more labelled texts than this tells nothing of nearness to one of them."""
_CHUNK = 500

Floats = NDArray[np.float64]


def next_to_label(
    texts: Sequence[str],
    *,
    labelled: Sequence[str] = (),
    uncertainty: Sequence[float] | None = None,
    picked: int = PICKED,
) -> NDArray[np.intp]:
    """Return the order in which to label `texts`: indexes into them, the most useful first.

    Parameters
    ----------
    texts : n texts
    labelled : texts that have a label already
    uncertainty : n numbers, 0 (sure) to 1; without a model None, and distance alone decides
    picked : how many places to find one by one
    """
    if not texts:
        return np.empty(0, dtype=np.intp)
    doubt = np.ones(len(texts)) if uncertainty is None else np.clip(uncertainty, 0, 1)
    weights = _FLOOR + (1 - _FLOOR) * doubt
    near = _nearness(texts, labelled)
    return _traverse(smoothed_points(texts), weights, near, picked)


def _traverse(points: Points, weights: Floats, near: Floats, picked: int) -> NDArray[np.intp]:
    order: list[int] = []
    nearest = np.full(len(weights), -1, dtype=np.intp)
    left = np.ones(len(weights), dtype=bool)
    for place in range(min(picked, len(weights))):
        best = int(np.where(left, _score(weights, near), -1).argmax())
        order.append(best)
        left[best] = False
        likeness = np.clip(points @ points[best], 0, 1)
        nearest[likeness > near] = place
        near = np.maximum(near, likeness)
    rest = np.flatnonzero(left)
    return np.array([*order, *_spread(rest, nearest[rest], _score(weights, near)[rest])], np.intp)


def _score(weights: Floats, near: Floats) -> Floats:
    return np.asarray(weights * (1 - near) ** _SHARPNESS)


def _spread(rows: NDArray[np.intp], group: NDArray[np.intp], score: Floats) -> list[int]:
    """Return `rows` by falling score, those of one group (the same nearest pick) far apart."""
    by_score = np.argsort(-score, kind="stable")
    waiting: dict[int, int] = {}
    rounds = []
    for number in group[by_score].tolist():
        rounds.append(waiting.get(number, 0))
        waiting[number] = rounds[-1] + 1
    in_turn = np.argsort(np.array(rounds, dtype=np.intp), kind="stable")
    return [int(row) for row in rows[by_score[in_turn]]]


def _nearness(texts: Sequence[str], labelled: Sequence[str]) -> Floats:
    """Return for each text its likeness to the most similar labelled one, by their rare stems."""
    if not labelled:
        return np.zeros(len(texts))
    known = count(labelled, stems)
    frequency = np.asarray((known > 0).sum(axis=0)).ravel()
    rare = sp.diags((frequency <= max(_COMMON, len(labelled) // 50)).astype(float))
    weigh = TfidfTransformer(sublinear_tf=True).fit(known)
    known = (weigh.transform(known) @ rare).T.tocsr()
    rows = (weigh.transform(count(texts, stems)) @ rare).tocsr()
    nearness = [
        (rows[start : start + _CHUNK] @ known).max(axis=1).toarray().ravel()
        for start in range(0, len(texts), _CHUNK)
    ]
    return np.asarray(np.clip(np.concatenate(nearness), 0, 1))
