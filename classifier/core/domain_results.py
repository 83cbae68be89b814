"""What came of each domain while it was left out, and how sure that makes the figures.

Sentences of one domain resemble each other, so a domain is the unit that is drawn: intervals
come from resampling whole domains (the cluster bootstrap), not rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .examples import class_numbers
from .labels import ANSWERS, MARKETING, SALES, Label, Outcome

RESAMPLES = 1000
FIGURES = ("macro_f1", "accuracy_binary", "coverage", "answered_accuracy")


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainResult:
    """Counts over the rows of one domain that are labelled marketing, sales or neither."""

    domain: str
    confusion: list[list[int]]
    """Label × likeliest class, order of `CLASSES`."""
    sided_right: int
    """Marketing and sales rows on which the likelier of the two is right."""
    answered: int
    """Rows decided marketing, sales or neither."""
    answered_right: int

    @property
    def n(self) -> int:
        """How many rows there are."""
        return sum(map(sum, self.confusion))

    @property
    def accuracy(self) -> float:
        """Share of the rows whose likeliest class is right, 0 to 1; 0 without rows."""
        right = sum(row[place] for place, row in enumerate(self.confusion))
        return right / self.n if self.n else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of a figure over resampled domains."""

    low: float
    high: float


def measure_domains(
    domains: Sequence[str],
    labels: Sequence[Label],
    probabilities: NDArray[np.float64],
    outcomes: Sequence[Outcome],
) -> list[DomainResult]:
    """Return the counts of each domain, in order of name.

    Parameters
    ----------
    domains, labels : n of each
    probabilities : float array of shape (n, 3), order of `CLASSES`
    outcomes : n outcomes of the decision rule
    """
    truth = class_numbers(labels)
    likeliest = probabilities.argmax(axis=1) if len(labels) else np.empty(0, dtype=np.intp)
    marketing = probabilities[:, MARKETING] >= probabilities[:, SALES]
    sided = np.where(marketing, MARKETING, SALES) == truth
    answered = np.array([outcome in ANSWERS for outcome in outcomes], dtype=bool)
    right = np.array([o.value == t.value for o, t in zip(outcomes, labels, strict=True)], bool)
    owned = np.flatnonzero(truth >= 0)
    names, places = np.unique(np.array(domains, dtype=str), return_inverse=True)
    tables = np.zeros((len(names), 3, 3), dtype=int)
    np.add.at(tables, (places[owned], truth[owned], likeliest[owned]), 1)
    counts = [
        np.bincount(places[owned], weights=one[owned], minlength=len(names)).astype(int).tolist()
        for one in (sided, answered, answered & right)
    ]
    return [
        DomainResult(domain=name, confusion=table, sided_right=s, answered=a, answered_right=r)
        for name, table, s, a, r in zip(names.tolist(), tables.tolist(), *counts, strict=True)
    ]


def read_results(rows: Sequence[Mapping[str, Any]]) -> list[DomainResult]:
    """Return the results that `as_dict` made plain."""
    return [DomainResult(**row) for row in rows]


def bootstrap(results: Sequence[DomainResult], *, seed: int = 0) -> dict[str, Interval]:
    """Return the interval of each of `FIGURES`; empty if there are fewer than two domains."""
    kept = [result for result in results if result.n]
    if len(kept) < 2:
        return {}
    tables = np.array([result.confusion for result in kept], dtype=float)
    counts = np.array([[r.sided_right, r.answered, r.answered_right] for r in kept], dtype=float)
    random = np.random.default_rng(seed)
    draws = random.multinomial(len(kept), np.full(len(kept), 1 / len(kept)), size=RESAMPLES)
    confusion = np.einsum("rd,dij->rij", draws, tables)
    sided_right, answered, answered_right = (draws @ counts).T
    sided = confusion[:, [MARKETING, SALES]].sum(axis=(1, 2))
    figures = {
        "macro_f1": _macro_f1(confusion),
        "accuracy_binary": _divide(sided_right, sided),
        "coverage": _divide(answered, confusion.sum(axis=(1, 2))),
        "answered_accuracy": _divide(answered_right, answered),
    }
    return {name: _interval(values) for name, values in figures.items()}


def _macro_f1(confusion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean F1 of the classes of each table, shape (n,); an absent class counts 0.

    A class that is neither a label nor a prediction is left out, as scikit-learn does.
    """
    hit = np.diagonal(confusion, axis1=1, axis2=2)
    size = confusion.sum(axis=2) + confusion.sum(axis=1)
    scores = _divide(2 * hit, size)
    return np.asarray(scores.sum(axis=1) / np.maximum((size > 0).sum(axis=1), 1))


def _divide(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))


def _interval(values: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
