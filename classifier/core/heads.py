"""The two linear models on one set of features: whose class, and do both own it.

The first has the three classes and learns a shared text as half of each side. That makes its
probabilities right but cannot tell "either of the two" from "both"; the second can.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from .examples import build_targets
from .labels import Label
from .pipeline import Parameters, build_classifier

MIN_SHARED = 10
"""Fewest shared texts that the second model is fitted on."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Fitted linear models."""

    classes: LogisticRegression
    """Scores of `labels.CLASSES`."""
    shared: LogisticRegression | None
    """Score of "both teams own it"; None where too few examples say so."""


def fit_heads(features: sp.csr_matrix, labels: Sequence[Label], parameters: Parameters) -> Heads:
    """Return both models fitted on the feature rows of texts with these labels."""
    targets = build_targets(labels)
    classes = build_classifier(parameters)
    classes.fit(features[targets.rows], targets.classes, sample_weight=targets.weights)
    is_shared = np.array([label is Label.SHARED for label in labels])
    if is_shared.sum() < MIN_SHARED:
        return Heads(classes, None)
    return Heads(classes, build_classifier(parameters).fit(features, is_shared))
