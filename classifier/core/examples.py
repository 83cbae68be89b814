"""Labelled texts as the text model takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .labels import CLASSES, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """A text, what a curator says of it, and where it comes from."""

    text: str
    label: Label
    domain: str = ""
    """Industry or function; texts without one are definitions: learned from, never scored."""
    id: int = 0
    """Row id of the example, for whoever keeps it in a table."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Rows to fit: a `shared` text stands once for each side, at half weight."""

    rows: NDArray[np.intp]
    """Index into the labelled texts, shape (m,)."""
    classes: NDArray[np.str_]
    """One of `CLASSES` for each row, shape (m,)."""
    weights: NDArray[np.float64]
    """Weight of each row, 1 or 0.5, shape (m,)."""


def build_targets(labels: Sequence[Label]) -> Targets:
    """Return the rows, classes and weights to fit for texts with these labels."""
    rows, classes, weights = [], [], []
    for row, label in enumerate(labels):
        sides = ("marketing", "sales") if label is Label.SHARED else (str(label),)
        for side in sides:
            rows.append(row)
            classes.append(side)
            weights.append(1 / len(sides))
    return Targets(np.array(rows, dtype=np.intp), np.array(classes), np.array(weights))


def class_numbers(labels: Sequence[Label]) -> NDArray[np.intp]:
    """Return the column in `CLASSES` of each label, -1 for `shared`; shape (n,)."""
    numbers = {name: number for number, name in enumerate(CLASSES)}
    return np.array([numbers.get(label, -1) for label in labels], dtype=np.intp)
