"""The words of the trade: labels of examples, classes of the model, outcomes of a decision."""

from enum import StrEnum


class Label(StrEnum):
    """What a curator says of an example."""

    MARKETING = "marketing"
    SALES = "sales"
    SHARED = "shared"
    NEITHER = "neither"


class Outcome(StrEnum):
    """What the decision rule says of a text."""

    MARKETING = "marketing"
    SALES = "sales"
    SHARED = "shared"
    NEITHER = "neither"
    UNSURE = "unsure"


CLASSES: tuple[str, str, str] = ("marketing", "neither", "sales")
"""The model's classes, in the order of every probability row (scikit-learn sorts them)."""

MARKETING, NEITHER, SALES = range(3)
"""Column numbers of `CLASSES`."""

ANSWERS = frozenset({Outcome.MARKETING, Outcome.SALES, Outcome.NEITHER})
"""Outcomes that name one owner; `shared` and `unsure` ask people to talk."""
