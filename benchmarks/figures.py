"""The figures of the model card: what a fresh installation trains, judged on texts it never saw.

Run it with `python -m benchmarks.figures`; it prints a Markdown table. Intervals are the middle
95 % over resamples: of whole domains where domains were left out, of rows elsewhere.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.core import Label, LabelledText, Model, Outcome
from classifier.core.counts import Counts
from classifier.core.evaluation import Evaluation, evaluate
from classifier.core.judgement import judge
from classifier.core.out_of_fold import score_out_of_fold
from classifier.core.pipeline import Parameters
from classifier.core.progress import ignore_progress
from classifier.core.training import train

from .corpus import lock_test_rows, read_corpus, read_fixtures

WRITTEN_APART = Path(__file__).parent / "written_apart"
RESAMPLES = 500
NAMES = (
    "accuracy_binary",
    "macro_f1",
    "coverage",
    "answered_accuracy",
    "ece",
    "brier",
    "shared_recall",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Predictions on labelled rows, and the group each row is resampled with."""

    labels: list[Label]
    probabilities: NDArray[np.float64]
    outcomes: list[Outcome]
    groups: NDArray[np.intp]

    def evaluate(self, rows: NDArray[np.intp] | None = None) -> Evaluation:
        """Return the figures of `rows`, by default of all."""
        chosen = np.arange(len(self.labels)) if rows is None else rows
        return evaluate(
            [self.labels[row] for row in chosen],
            self.probabilities[chosen],
            [self.outcomes[row] for row in chosen],
        )


def main() -> None:
    """Train as `manage.py setup` does and print the table."""
    learned, test = lock_test_rows(read_corpus(read_fixtures()))
    model = train(learned).model
    print(f"Trained on {len(learned):,} examples; cut-offs {model.cut_offs}\n")
    print("| texts | n |", " | ".join(NAMES), "|")
    print("|---|--:|" + "--:|" * len(NAMES))
    print(_row("left-out domains", _left_out(learned)))
    print(_row("locked test rows", _asked(model, test)))
    for path in sorted(WRITTEN_APART.glob("*.csv")):
        print(_row(path.stem.replace("_", ", "), _asked(model, read_rows(path))))


def read_rows(path: Path) -> list[LabelledText]:
    """Return the rows of a CSV file with the columns text and label."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [LabelledText(text=row["text"], label=Label(row["label"])) for row in rows]


def _left_out(examples: Sequence[LabelledText]) -> Judged:
    parameters = Parameters()
    counts = Counts.of([example.text for example in examples])
    scores = score_out_of_fold(examples, counts, parameters, progress=ignore_progress, jobs=2)
    judgement = judge(examples, scores, parameters)
    rows = scores.of_domains().rows
    domains = [examples[row].domain for row in rows]
    return Judged(
        [examples[row].label for row in rows],
        judgement.probabilities,
        [one.decision.outcome for one in judgement.judged[: len(rows)]],
        np.unique(domains, return_inverse=True)[1],
    )


def _asked(model: Model, rows: Sequence[LabelledText]) -> Judged:
    texts = [row.text for row in rows]
    outcomes = [decision.outcome for decision in model.decide_by_score(texts)]
    labels = [row.label for row in rows]
    return Judged(labels, model.predict_proba(texts), outcomes, np.arange(len(rows)))


def _row(title: str, judged: Judged) -> str:
    whole = judged.evaluate().as_dict()
    resampled = [judged.evaluate(rows).as_dict() for rows in _resamples(judged.groups)]
    cells = [_cell(whole[name], [one[name] for one in resampled]) for name in NAMES]
    return f"| {title} | {len(judged.labels):,} | {' | '.join(cells)} |"


def _cell(value: float | None, resampled: Sequence[float | None]) -> str:
    known = [one for one in resampled if one is not None]
    if value is None or not known:
        return "–"
    low, high = np.quantile(known, (0.025, 0.975))
    return f"{value:.3f} ({low:.3f}–{high:.3f})"


def _resamples(groups: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    generator = np.random.default_rng(0)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    draws = generator.integers(len(members), size=(RESAMPLES, len(members)))
    return [np.concatenate([members[one] for one in draw]) for draw in draws]


if __name__ == "__main__":
    main()
