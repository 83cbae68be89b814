"""Find the settings of fastText that do best on left-out domains of this project's texts.

Run it with `python -m benchmarks.fasttext_tuning`; it prints a Markdown table, the best first.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from classifier.core import CLASSES, LabelledText, Outcome
from classifier.core.evaluation import evaluate

from .corpus import folds, read_corpus, read_fixtures
from .fasttext_rival import FastText, Settings

FOLDS = 3
GRID: dict[str, tuple[Any, ...]] = {
    "dim": (20, 60),
    "epoch": (5, 15, 40),
    "lr": (0.2, 0.6),
}
BUCKETS = (200_000, 2_000_000)
"""Tried with the best of the grid."""


def main() -> None:
    """Print the table."""
    texts = read_corpus(read_fixtures())
    tried = [(_score(texts, settings), settings) for settings in _grid()]
    best = max(tried, key=lambda one: one[0][0])[1]
    others = [replace(best, bucket=bucket) for bucket in BUCKETS if bucket != best.bucket]
    tried += [(_score(texts, settings), settings) for settings in others]
    tried.sort(key=lambda one: -one[0][0])
    print("| dim | epoch | lr | bucket | macro_f1 | fitting, s |\n|--:|--:|--:|--:|--:|--:|")
    for (figure, seconds), one in tried:
        print(
            f"| {one.dim} | {one.epoch} | {one.lr} | {one.bucket:,} | {figure:.4f} "
            f"| {seconds:.1f} |"
        )


def _grid() -> Iterator[Settings]:
    for values in product(*GRID.values()):
        yield replace(Settings(), **dict(zip(GRID, values, strict=True)))


def _score(texts: Sequence[LabelledText], settings: Settings) -> tuple[float, float]:
    """Return macro F1 over the left-out domains, and seconds of fitting a fold."""
    domains = np.array([text.domain for text in texts])
    labels, rows, seconds = [], [], 0.0
    for train, test in folds(domains, np.arange(len(texts)), FOLDS):
        started = time.perf_counter()
        learned = [texts[row] for row in train]
        model = FastText.train(
            [one.text for one in learned], [one.label for one in learned], settings
        )
        seconds += time.perf_counter() - started
        rows.append(model.predict_proba([texts[row].text for row in test]))
        labels += [texts[row].label for row in test]
    probabilities = np.vstack(rows)
    likeliest = [Outcome(CLASSES[number]) for number in probabilities.argmax(axis=1)]
    figure = evaluate(labels, probabilities, likeliest).macro_f1 or 0.0
    print(f"{settings}: {figure:.4f}, {seconds:.0f} s", file=sys.stderr, flush=True)
    return figure, seconds / FOLDS


if __name__ == "__main__":
    main()
