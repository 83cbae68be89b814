"""How good predictions are, in the figures that every face shows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, precision_recall_fscore_support

from .examples import class_numbers
from .labels import ANSWERS, CLASSES, MARKETING, SALES, Label, Outcome

ECE_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures over labelled texts; every share is 0 to 1, None where no row counts."""

    n: int
    accuracy_binary: float | None
    """Marketing and sales rows: the likelier of the two classes is right."""
    macro_f1: float | None
    """Marketing, sales and neither rows: the likeliest of three, mean F1 of the classes."""
    coverage: float | None
    """Same rows: decided marketing, sales or neither."""
    answered_accuracy: float | None
    """Of those decided: decided right."""
    ece: float | None
    """Same rows: expected calibration error of the likeliest class, ten equal bins."""
    brier: float | None
    """Same rows: mean squared error summed over the three classes, 0 to 2."""
    shared_recall: float | None
    """Shared rows decided shared or unsure."""
    per_label: dict[str, dict[str, float]]
    """Precision, recall, F1 and rows for marketing, neither and sales."""
    confusion: dict[str, dict[str, int]]
    """Label → decision → rows."""

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain data, for JSON."""
        return asdict(self)


def evaluate(
    labels: Sequence[Label], probabilities: NDArray[np.float64], outcomes: Sequence[Outcome]
) -> Evaluation:
    """Return the figures of these predictions.

    Parameters
    ----------
    labels : n labels
    probabilities : float array of shape (n, 3), rows sum to 1, order of `CLASSES`
    outcomes : n outcomes of the decision rule on the same rows
    """
    truth = class_numbers(labels)
    owned = truth >= 0
    answered = np.array([outcome in ANSWERS for outcome in outcomes], dtype=bool)
    right = np.array(
        [outcome.value == label.value for outcome, label in zip(outcomes, labels, strict=True)]
    )
    asked = [o for o, label in zip(outcomes, labels, strict=True) if label is Label.SHARED]
    return Evaluation(
        n=len(labels),
        accuracy_binary=_accuracy_binary(truth, probabilities),
        macro_f1=_macro_f1(truth[owned], probabilities[owned]),
        coverage=_mean(answered[owned]),
        answered_accuracy=_mean(right[owned & answered]),
        ece=calibration_error(truth[owned], probabilities[owned]),
        brier=brier_score(truth[owned], probabilities[owned]),
        shared_recall=_mean(np.array([o in (Outcome.SHARED, Outcome.UNSURE) for o in asked])),
        per_label=_per_label(truth[owned], probabilities[owned]),
        confusion=_confusion(labels, outcomes),
    )


def calibration_error(truth: NDArray[np.intp], probabilities: NDArray[np.float64]) -> float | None:
    """Return the expected calibration error (Guo et al. 2017): |confidence - accuracy| by bin."""
    if not len(truth):
        return None
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [
        abs(confidence[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    ]
    return float(sum(gaps))


def _mean(values: NDArray[Any]) -> float | None:
    return float(values.mean()) if len(values) else None


def _accuracy_binary(truth: NDArray[np.intp], probabilities: NDArray[np.float64]) -> float | None:
    sided = (truth == MARKETING) | (truth == SALES)
    likelier = np.where(probabilities[:, MARKETING] >= probabilities[:, SALES], MARKETING, SALES)
    return _mean((likelier == truth)[sided])


def _macro_f1(truth: NDArray[np.intp], probabilities: NDArray[np.float64]) -> float | None:
    if not len(truth):
        return None
    likeliest = probabilities.argmax(axis=1)
    return float(f1_score(truth, likeliest, average="macro", zero_division=0.0))


def brier_score(truth: NDArray[np.intp], probabilities: NDArray[np.float64]) -> float | None:
    """Return the mean squared error summed over the classes (Brier 1950), 0 to 2."""
    if not len(truth):
        return None
    return float(((probabilities - np.eye(3)[truth]) ** 2).sum(axis=1).mean())


def _per_label(
    truth: NDArray[np.intp], probabilities: NDArray[np.float64]
) -> dict[str, dict[str, float]]:
    if not len(truth):
        return {}
    figures = precision_recall_fscore_support(
        truth, probabilities.argmax(axis=1), labels=range(3), zero_division=0.0
    )
    names = ("precision", "recall", "f1", "n")
    return {
        label: {name: float(row[number]) for name, row in zip(names, figures, strict=True)}
        for number, label in enumerate(CLASSES)
    }


def _confusion(labels: Sequence[Label], outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    table = {str(label): {str(outcome): 0 for outcome in Outcome} for label in Label}
    for label, outcome in zip(labels, outcomes, strict=True):
        table[label][outcome] += 1
    return table
