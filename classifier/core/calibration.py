"""Scores made honest: an affine map of all models' scores, learned out of fold.

It mixes the models and calibrates them at once. Because it is affine, it folds into weights:
the result is one linear model, and its words' contributions still add up to its score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression

from .examples import build_targets
from .heads import ClassHeads
from .labels import Label


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated scores are `scores @ matrix.T + shift`."""

    matrix: NDArray[np.float64]
    """Shape (3, 9)."""
    shift: NDArray[np.float64]
    """Shape (3,)."""

    def apply(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n, 3), for `scores` of shape (n, 9)."""
        return np.asarray(softmax(scores @ self.matrix.T + self.shift, axis=1))

    def fold(self, heads: ClassHeads) -> LogisticRegression:
        """Return one classifier whose own probabilities are the calibrated ones of `heads`.

        The weights are centred over the classes, which moves no probability.
        """
        coefficients = self.matrix @ heads.coefficients
        intercept = self.matrix @ heads.intercepts + self.shift
        classifier = heads.classifier
        classifier.coef_ = coefficients - coefficients.mean(axis=0)
        classifier.intercept_ = intercept - intercept.mean()
        return classifier


@dataclass(frozen=True, slots=True)
class SharedCalibration:
    """Calibrated log-odds of "shared" are `scale * score + shift`."""

    scale: float = 1.0
    shift: float = 0.0

    def apply(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities for `scores`, both of shape (n,)."""
        return np.asarray(expit(scores * self.scale + self.shift))

    def fold_into(self, classifier: LogisticRegression) -> None:
        """Change the two-class `classifier` so that its own probabilities are calibrated."""
        classifier.coef_ = self.scale * classifier.coef_
        classifier.intercept_ = self.scale * classifier.intercept_ + self.shift


IDENTITY = Calibration(np.eye(3, 9), np.zeros(3))
"""Logistic regression alone, as it is: for models too small to leave anything out."""


def fit_calibration(scores: NDArray[np.float64], labels: Sequence[Label]) -> Calibration:
    """Return the map that makes out-of-fold `scores` of shape (n, 9) fit `labels` best.

    Matrix scaling (Guo et al. 2017) over stacked models (Wolpert 1992) by a lightly penalised
    multinomial logistic regression on scores of equal spread.
    """
    targets = build_targets(labels)
    if len(set(targets.classes)) < 3:
        return IDENTITY
    spread = scores.std(axis=0)
    spread[spread == 0] = 1
    fitted = LogisticRegression(C=1.0, max_iter=1000)
    fitted.fit(scores[targets.rows] / spread, targets.classes, sample_weight=targets.weights)
    return Calibration(fitted.coef_ / spread, fitted.intercept_)


def fit_shared_calibration(
    scores: NDArray[np.float64], labels: Sequence[Label]
) -> SharedCalibration:
    """Return the sigmoid (Platt 1999) that makes out-of-fold `scores` fit "is shared" best."""
    is_shared = np.array([label is Label.SHARED for label in labels], dtype=bool)
    if len(set(is_shared)) < 2:
        return SharedCalibration()
    fitted = LogisticRegression(C=1.0).fit(scores.reshape(-1, 1), is_shared)
    return SharedCalibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))
