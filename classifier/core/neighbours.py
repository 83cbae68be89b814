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

    rows: sp.csr_matrix
    """Shape (n, n_features), rows of unit length."""
    ids: NDArray[np.int64]
    """Example id of each row, shape (n,)."""

    @classmethod
    def build(cls, features: sp.csr_matrix, ids: Sequence[int]) -> Self:
        """Return an index of these feature rows, shape (n, n_features)."""
        return cls(normalize(features).astype(np.float32), np.array(ids, dtype=np.int64))

    def nearest(self, features: sp.csr_matrix, count: int = 3) -> list[Neighbour]:
        """Return up to `count` neighbours of one feature row, most alike first.

        Examples with nothing in common are left out.
        """
        similarities = (self.rows @ normalize(features).T).toarray().ravel()
        best = np.argsort(-similarities, kind="stable")[:count]
        return [
            Neighbour(int(self.ids[row]), min(float(similarities[row]), 1.0))
            for row in best
            if similarities[row] > 0
        ]
