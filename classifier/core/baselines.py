"""What a model must beat to be worth having: a constant answer, and counting keywords."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .evaluation import Evaluation, evaluate
from .examples import LabelledText, class_numbers
from .features import find_words, stem
from .labels import CLASSES, MARKETING, NEITHER, SALES, Label, Outcome
from .text import normalise


def compare_baselines(
    examples: Sequence[LabelledText], rows: NDArray[np.intp]
) -> dict[str, Evaluation]:
    """Return the figures of two simple rules on `examples[rows]`.

    `dummy` always gives the commonest class. `keywords` counts the words of the definitions
    (examples without a domain) of either side and gives the side with more, else neither.
    """
    labels = [examples[row].label for row in rows]
    truth = class_numbers(labels)
    commonest = int(np.bincount(truth[truth >= 0], minlength=3).argmax())
    words = _keywords(examples)
    counted = [_count(examples[row].text, words) for row in rows]
    return {
        "dummy": _evaluate(labels, [commonest] * len(labels)),
        "keywords": _evaluate(labels, counted),
    }


def _keywords(examples: Sequence[LabelledText]) -> dict[str, int]:
    """Return the class of each stem that stands in the definitions of one side alone."""
    sides: dict[str, set[Label]] = {}
    for example in examples:
        if not example.domain:
            for word in find_words(normalise(example.text)):
                sides.setdefault(stem(word.text), set()).add(example.label)
    numbers = {Label.MARKETING: MARKETING, Label.SALES: SALES}
    return {
        word: numbers[label]
        for word, labels in sides.items()
        for label in labels
        if len(labels) == 1 and label in numbers
    }


def _count(text: str, words: dict[str, int]) -> int:
    found = [words.get(stem(word.text)) for word in find_words(normalise(text))]
    marketing, sales = found.count(MARKETING), found.count(SALES)
    if marketing == sales:
        return NEITHER
    return MARKETING if marketing > sales else SALES


def _evaluate(labels: Sequence[Label], classes: Sequence[int]) -> Evaluation:
    outcomes = [Outcome(CLASSES[number]) for number in classes]
    return evaluate(labels, np.eye(3)[list(classes)], outcomes)
