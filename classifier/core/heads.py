"""The linear models on one set of features: whose class, and do both own it.

Whose class it is, three linear models say, each erring in its own way: logistic regression, a
linear support vector machine and multinomial naive Bayes. Their scores are mixed by the
calibration (see `calibration`), and as all of it is linear, the mixture is one linear model.

They have three classes and learn a shared text as half of each side. That makes probabilities
right but cannot tell "either of the two" from "both"; a second model, on its own, can.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from .examples import build_targets
from .labels import CLASSES, Label
from .pipeline import Parameters, build_classifier

MIN_SHARED = 10
"""Fewest shared texts that the second model is fitted on."""

MACHINE_REGULARISATION = 0.5
"""`C` of the support vector machine; a share of logistic regression's, whose loss is milder."""

SMOOTHING = 0.03
"""What naive Bayes adds to each feature's weight, scikit-learn's `alpha`."""

ABSENT = -20.0
"""Score of a class of which no text was learned."""

_DRAWING_LOTS = threading.Lock()
"""The machine's solver draws lots from one seed a process: two at once would mix theirs."""


@dataclass(frozen=True, slots=True)
class ClassHeads:
    """Three fitted linear models: a score for each class from each."""

    classifier: LogisticRegression
    """The first of them, as scikit-learn fitted it."""
    coefficients: NDArray[np.float64]
    """Shape (9, n_features): the classes in the order of `CLASSES`, model after model."""
    intercepts: NDArray[np.float64]
    """Shape (9,)."""

    def score(self, features: sp.csr_matrix) -> NDArray[np.float64]:
        """Return the scores of feature rows, shape (n, 9)."""
        return np.asarray(features @ self.coefficients.T + self.intercepts)


@dataclass(frozen=True, slots=True)
class Heads:
    """Fitted linear models."""

    classes: ClassHeads
    """Scores of `labels.CLASSES`."""
    shared: LogisticRegression | None
    """Score of "both teams own it"; None where too few examples say so."""


def fit_heads(features: sp.csr_matrix, labels: Sequence[Label], parameters: Parameters) -> Heads:
    """Return the models fitted on the feature rows of texts with these labels."""
    classes = fit_classes(features, labels, parameters)
    is_shared = np.array([label is Label.SHARED for label in labels])
    if is_shared.sum() < MIN_SHARED:
        return Heads(classes, None)
    return Heads(classes, build_classifier(parameters).fit(features, is_shared))


def fit_classes(
    features: sp.csr_matrix, labels: Sequence[Label], parameters: Parameters
) -> ClassHeads:
    """Return the models that say whose class it is, fitted on the same rows."""
    targets = build_targets(labels)
    rows = features[targets.rows]
    models = [
        build_classifier(parameters),
        LinearSVC(C=MACHINE_REGULARISATION, dual=True, random_state=parameters.seed),
        MultinomialNB(alpha=SMOOTHING),
    ]
    with _DRAWING_LOTS:
        models[1].fit(rows, targets.classes, sample_weight=targets.weights)
    for model in (models[0], models[2]):
        model.fit(rows, targets.classes, sample_weight=targets.weights)
    parts = [_linear_part(model) for model in models]
    return ClassHeads(
        classifier=models[0],
        coefficients=np.vstack([coefficients for coefficients, _ in parts]),
        intercepts=np.concatenate([intercepts for _, intercepts in parts]),
    )


def _linear_part(model: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coefficients of shape (3, n_features) and intercepts (3,), centred over the classes.

    Of two classes scikit-learn's linear models keep one row: the second's lead over the first.
    """
    if isinstance(model, MultinomialNB):
        found, shifts = model.feature_log_prob_, model.class_log_prior_
    else:
        found, shifts = model.coef_, model.intercept_
    if len(model.classes_) == 2 and len(found) == 1:
        found, shifts = np.vstack([-found, found]) / 2, np.r_[-shifts, shifts] / 2
    coefficients = np.zeros((len(CLASSES), found.shape[1]))
    intercepts = np.full(len(CLASSES), ABSENT)
    for row, name in enumerate(model.classes_):
        coefficients[CLASSES.index(name)] = found[row] - found.mean(axis=0)
        intercepts[CLASSES.index(name)] = shifts[row] - shifts.mean()
    return coefficients, intercepts
