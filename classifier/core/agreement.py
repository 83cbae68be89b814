"""How far two curators agree, beyond what chance would give."""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import cohen_kappa_score

from .labels import Label


def kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two curators' labels of the same texts, -1 to 1.

    None if there is no text, or both gave one and the same label throughout: chance alone
    would agree as well.
    """
    if not first or len({*first, *second}) == 1:
        return None
    value = float(cohen_kappa_score(first, second, labels=[str(label) for label in Label]))
    return None if np.isnan(value) else value
