"""Features of all texts, counted once for every model that a training fits on some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import FeatureUnion

from .pipeline import BLOCKS, LEAST_TEXTS, WEIGHTS, build_vectoriser, weigher


@dataclass(frozen=True, slots=True)
class Counts:
    """Raw counts of each feature block, a row for each text."""

    vectorisers: dict[str, CountVectorizer]
    """By name of the block, fitted on all texts."""
    blocks: dict[str, sp.csr_matrix]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Count the features of `texts`."""
        vectorisers = {name: build_vectoriser(name) for name in BLOCKS}
        return cls(vectorisers, {name: _count(one, texts) for name, one in vectorisers.items()})

    def fit(self, features: FeatureUnion) -> sp.csr_matrix:
        """Fit the blocks of `features` on all texts and return their rows.

        The same as its own `fit_transform`, which would count anew.
        """
        rows = []
        for name, block in features.transformer_list:
            block.steps[0] = ("count", self.vectorisers[name])
            rows.append(block["weigh"].fit_transform(self.blocks[name]) * WEIGHTS[name])
        return sp.hstack(rows, format="csr")

    def weigh(
        self, train: NDArray[np.intp], test: NDArray[np.intp]
    ) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        """Return the rows of both kinds as a pipeline fitted on `train` alone would have them.

        Same columns, same IDF: what stands only in other texts, or in too few, is unknown.
        """
        learned, unseen = [], []
        for name, block in self.blocks.items():
            seen = block[train]
            columns = columns_in(seen, LEAST_TEXTS[name])
            seen = seen[:, columns]
            weights = weigher().fit(seen)
            learned.append(weights.transform(seen) * WEIGHTS[name])
            unseen.append(weights.transform(block[test][:, columns]) * WEIGHTS[name])
        return sp.hstack(learned, format="csr"), sp.hstack(unseen, format="csr")


def columns_in(counts: sp.csr_matrix, least: int) -> NDArray[np.intp]:
    """Return the columns of what stands in `least` texts or more; in any if nothing does."""
    texts = np.bincount(counts.indices, minlength=counts.shape[1])
    often = np.flatnonzero(texts >= least)
    return often if len(often) else np.flatnonzero(texts)


def _count(vectoriser: CountVectorizer, texts: Sequence[str]) -> sp.csr_matrix:
    try:
        return vectoriser.fit_transform(texts)
    except ValueError:  # hardly any texts: no feature stands in as many as it should
        return vectoriser.set_params(min_df=1).fit_transform(texts)
