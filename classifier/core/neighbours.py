"""The curated examples most like a text."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class NeighbourIndex:
    """Feature rows of the curated examples, compared by cosine."""

    rows: sp.csc_matrix
    """Shape (n, n_features), rows of unit length; by column, as a text has few features."""
    ids: NDArray[np.int64]
    """Example id of each row, shape (n,)."""

    @classmethod
    def build(cls, features: sp.csr_matrix, ids: Sequence[int]) -> Self:
        """Return an index of these feature rows, shape (n, n_features)."""
        rows = normalize(features).astype(np.float32).tocsc()
        return cls(rows, np.array(ids, dtype=np.int64))

    def nearest(
        self, columns: Sequence[int], values: NDArray[np.float64], count: int = 3
    ) -> list[Neighbour]:
        """Return up to `count` neighbours of a feature row that has `values` at `columns`.

        The most alike come first; examples with nothing in common are left out.
        """
        if not len(columns):
            return []
        parts = [slice(*self.rows.indptr[column : column + 2]) for column in columns]
        unit = values / np.sqrt(values @ values)
        similarities = np.bincount(
            np.concatenate([self.rows.indices[part] for part in parts]),
            np.concatenate(
                [self.rows.data[part] * value for part, value in zip(parts, unit, strict=True)]
            ),
            minlength=len(self.ids),
        )
        best = np.argsort(-similarities, kind="stable")[:count]
        return [
            Neighbour(int(self.ids[row]), min(float(similarities[row]), 1.0))
            for row in best
            if similarities[row] > 0
        ]
