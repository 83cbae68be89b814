"""Would more examples help? Quality on fixed left-out domains by the share learned from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .calibration import Calibration
from .counts import Counts
from .evaluation import evaluate
from .examples import LabelledText
from .heads import fit_heads
from .labels import CLASSES, Label, Outcome
from .pipeline import Parameters
from .progress import Progress

SHARES = (0.1, 0.25, 0.5, 1.0)
"""Shares of the remaining domains that are learned from."""

LEFT_OUT = 0.2
"""Share of the domains that every point is judged on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Quality after learning from `n` examples, on the same left-out domains."""

    n: int
    accuracy_binary: float | None
    macro_f1: float | None


def learning_curve(
    examples: Sequence[LabelledText],
    counts: Counts,
    parameters: Parameters,
    *,
    calibration: Calibration,
    progress: Progress,
) -> list[Point]:
    """Return one point a share; a fifth of the domains, chosen by a stable hash, is left out.

    `counts` are those of `examples`, `calibration` that of the training they belong to. Shares
    in which a class is missing give no point.
    """
    # Texts without a domain are learned from at every share.
    places = np.array([_place(one.domain) if one.domain else LEFT_OUT for one in examples])
    judged = np.flatnonzero(places < LEFT_OUT)
    labels = np.array([str(one.label) for one in examples])
    points: list[Point] = []
    for number, share in enumerate(SHARES, start=1):
        progress("Drawing the learning curve", number, len(SHARES))
        bound = LEFT_OUT + share * (1 - LEFT_OUT)
        learned = np.flatnonzero((places >= LEFT_OUT) & (places < bound))
        if len(judged) and set(CLASSES) <= set(labels[learned].tolist()):
            features, unseen = counts.weigh(learned, judged)
            heads = fit_heads(features, _labels(examples, learned), parameters)
            rows = calibration.apply(heads.classes.score(unseen))
            points.append(_point(len(learned), _labels(examples, judged), rows))
    return points


def _labels(examples: Sequence[LabelledText], rows: NDArray[np.intp]) -> list[Label]:
    return [examples[int(row)].label for row in rows]


def _point(n: int, labels: Sequence[Label], rows: NDArray[np.float64]) -> Point:
    outcomes = [Outcome(CLASSES[number]) for number in rows.argmax(axis=1)]
    figures = evaluate(labels, rows, outcomes)
    return Point(n=n, accuracy_binary=figures.accuracy_binary, macro_f1=figures.macro_f1)


def _place(domain: str) -> float:
    """Return a number of 0 to 1 that depends on the domain's name alone."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8]) / 2**64
