"""Would more examples help? Quality on fixed left-out domains by the share learned from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.base import clone

from .evaluation import evaluate
from .examples import LabelledText
from .heads import fit_heads
from .labels import CLASSES, Outcome
from .pipeline import Parameters, build_pipeline
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
    examples: Sequence[LabelledText], parameters: Parameters, *, progress: Progress
) -> list[Point]:
    """Return one point a share; a fifth of the domains, chosen by a stable hash, is left out.

    Shares in which a class is missing give no point.
    """
    judged = [one for one in examples if one.domain and _place(one.domain) < LEFT_OUT]
    rest = [one for one in examples if not one.domain or _place(one.domain) >= LEFT_OUT]
    points = []
    for number, share in enumerate(SHARES, start=1):
        progress("Drawing the learning curve", number, len(SHARES))
        bound = LEFT_OUT + share * (1 - LEFT_OUT)
        learned = [one for one in rest if not one.domain or _place(one.domain) < bound]
        if judged and set(CLASSES) <= {str(one.label) for one in learned}:
            points.append(_measure(learned, judged, parameters))
    return points


def _measure(
    learned: Sequence[LabelledText], judged: Sequence[LabelledText], parameters: Parameters
) -> Point:
    union = clone(build_pipeline(parameters)["features"])
    features = union.fit_transform([one.text for one in learned])
    classes = fit_heads(features, [one.label for one in learned], parameters).classes
    rows = classes.predict_proba(union.transform([one.text for one in judged]))
    outcomes = [Outcome(CLASSES[number]) for number in rows.argmax(axis=1)]
    figures = evaluate([one.label for one in judged], rows, outcomes)
    return Point(n=len(learned), accuracy_binary=figures.accuracy_binary, macro_f1=figures.macro_f1)


def _place(domain: str) -> float:
    """Return a number of 0 to 1 that depends on the domain's name alone."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8]) / 2**64
