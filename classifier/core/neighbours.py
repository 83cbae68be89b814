"""The curated examples most like a text: by the stems and pairs of stems they share.

What stands in many examples (“the”, “with”) tells nothing of likeness and is left out, which
also keeps a search short.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.preprocessing import normalize


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A curated example and how like it is: cosine similarity, 0 to 1."""

    id: int
    similarity: float


COMMON = 0.05
"""A stem or pair is left out if it stands in more than this share of the examples …"""

COMMON_FROM = 200
"""… and in more than so many."""


@dataclass(frozen=True, slots=True)
class NeighbourIndex:
    """Word features of the curated examples, compared by cosine."""

    rows: sp.csc_matrix
    """Shape (n, n_features), rows of unit length; by column, as a text has few features."""
    ids: NDArray[np.int64]
    """Example id of each row, shape (n,)."""

    @classmethod
    def build(cls, features: sp.csr_matrix, ids: Sequence[int]) -> Self:
        """Return an index of these rows of word features, shape (n, n_features)."""
        held = np.bincount(features.indices, minlength=features.shape[1])
        common = held > max(COMMON * len(ids), COMMON_FROM)
        telling = features @ sp.diags(np.where(common, 0.0, 1.0))
        telling.eliminate_zeros()
        rows = normalize(telling).astype(np.float32).tocsc()
        return cls(rows, np.array(ids, dtype=np.int64))

    def by_column(self) -> Self:
        """Return the same index laid out by column, as files of former releases are not."""
        return replace(self, rows=self.rows.tocsc())

    def nearest(
        self, columns: Sequence[int], values: NDArray[np.float64], count: int = 3
    ) -> list[Neighbour]:
        """Return up to `count` neighbours of a row that has `values` at `columns`.

        The most alike come first; examples with nothing in common are left out.
        """
        held = [slice(*self.rows.indptr[column : column + 2]) for column in columns]
        pairs = zip(held, values, strict=True)
        shared = [(part, value) for part, value in pairs if part.start < part.stop]
        if not shared:
            return []
        rows = np.concatenate([self.rows.indices[part] for part, _ in shared])
        similarities = np.bincount(
            rows, np.concatenate([self.rows.data[part] * value for part, value in shared])
        ) / np.sqrt(sum(value * value for _, value in shared))
        best = _largest(similarities, count)
        return [Neighbour(int(self.ids[row]), min(float(similarities[row]), 1.0)) for row in best]


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the places of the `count` largest positive values, those of equal ones in order."""
    found = np.flatnonzero(values > 0)
    if len(found) > count:
        positive = values[found]
        found = found[positive >= np.partition(positive, -count)[-count]]
    return found[np.argsort(-values[found], kind="stable")][:count]
