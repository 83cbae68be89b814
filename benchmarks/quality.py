"""Compare the shipped text model with its rivals on domains that none of them has seen.

Run it with `python -m benchmarks.quality`; it prints a Markdown table.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.metrics import log_loss

from classifier.core import CLASSES, LabelledText, Outcome
from classifier.core.evaluation import evaluate
from classifier.core.examples import class_numbers
from classifier.core.pipeline import BLOCKS

from .corpus import FILES, SENTENCES, Features, NotInstalled, folds, read_corpus, read_fixtures
from .rivals import RIVALS, Rival, Scores, Task

RESAMPLES = 500
HEAD = (
    "| rival | accuracy_binary | macro_f1 (95 % interval) | log loss | fitting, s |\n"
    "|---|--:|--:|--:|--:|"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Figures of one rival over all scored texts."""

    title: str
    accuracy_binary: float
    macro_f1: float
    interval: tuple[float, float]
    """Middle 95 % of `macro_f1` over resamples of whole domains."""
    log_loss: float | None
    """None where the rival has no probabilities."""
    seconds: float
    """Mean over the folds of weighing the features, fitting, and scoring."""

    def as_row(self) -> str:
        """Return the row of the Markdown table."""
        low, high = self.interval
        loss = "–" if self.log_loss is None else f"{self.log_loss:.3f}"
        return (
            f"| {self.title} | {self.accuracy_binary:.4f} | {self.macro_f1:.4f} "
            f"({low:.4f}–{high:.4f}) | {loss} | {self.seconds:.2f} |"
        )


def measure(rival: Rival, tasks: Sequence[Task]) -> Result:
    """Return the figures of the rival, fitted anew for each fold.

    The features it needs must be prepared; preparing them is not part of its seconds.
    """
    started = time.perf_counter()
    scores = np.vstack([rival.predict(task, rival.weights) for task in tasks])
    seconds = (time.perf_counter() - started) / len(tasks)
    scored = [task.texts[row] for task in tasks for row in task.test]
    labels = [text.label for text in scored]
    likeliest = [Outcome(CLASSES[number]) for number in scores.argmax(axis=1)]
    figures = evaluate(labels, softmax(scores, axis=1), likeliest)
    return Result(
        title=rival.title,
        accuracy_binary=figures.accuracy_binary or 0.0,
        macro_f1=figures.macro_f1 or 0.0,
        interval=bootstrap_macro_f1(scored, scores),
        log_loss=_log_loss(class_numbers(labels), scores) if rival.probable else None,
        seconds=seconds,
    )


def bootstrap_macro_f1(texts: Sequence[LabelledText], scores: Scores) -> tuple[float, float]:
    """Return the middle 95 % of macro F1 over `RESAMPLES` draws of as many whole domains.

    `scores` has a row for each text. The draws are the same at every call on these texts.
    """
    truth = class_numbers([text.label for text in texts])
    names, domains = np.unique([text.domain for text in texts], return_inverse=True)
    owned = truth >= 0
    tables = np.zeros((len(names), 3, 3))
    np.add.at(tables, (domains[owned], truth[owned], scores.argmax(axis=1)[owned]), 1)
    draws = np.random.default_rng(0).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES
    )
    low, high = np.quantile(_macro_f1(np.tensordot(draws, tables, axes=1)), [0.025, 0.975])
    return float(low), float(high)


def _macro_f1(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the macro F1 of each confusion table, shape (n, 3, 3): truth by answer."""
    hits = np.diagonal(tables, axis1=1, axis2=2)
    sums = tables.sum(axis=1) + tables.sum(axis=2)
    return np.asarray((2 * hits / np.maximum(sums, 1)).mean(axis=1))


def _log_loss(truth: NDArray[np.intp], scores: Scores) -> float:
    owned = truth >= 0
    return float(log_loss(truth[owned], softmax(scores[owned], axis=1), labels=[0, 1, 2]))


def compare(
    names: Iterable[str], texts: Sequence[LabelledText], features: Features, number: int
) -> tuple[list[Result], list[str]]:
    """Return the figures of the named rivals and a remark on each that cannot run here.

    Every rival gets the same `number` folds of whole domains.
    """
    domains = np.array([text.domain for text in texts])
    tasks = [
        Task(texts, features, train, test)
        for train, test in folds(domains, np.arange(len(texts)), number)
    ]
    results, remarks = [], []
    for name in names:
        try:
            features.prepare(list(RIVALS[name].weights))
            results.append(measure(RIVALS[name], tasks))
        except NotInstalled as missing:
            remarks.append(f"Skipped: {RIVALS[name].title} ({missing}).")
            print(remarks[-1], file=sys.stderr)
            continue
        print(f"{name}: {results[-1].as_row()}", file=sys.stderr, flush=True)
    return results, remarks


def describe(
    texts: Sequence[LabelledText], features: Features, number: int, fingerprint: str
) -> str:
    """Return how the figures came about, as Markdown, without a date."""
    scored = [text for text in texts if text.domain]
    counting = sum(features.seconds.get(name, 0.0) for name in BLOCKS)
    embedding = features.seconds.get(SENTENCES)
    embedded = f"; embedding them takes {embedding:.0f} s" if embedding else ""
    return f"""\
{len(scored):,} sentences from {len({text.domain for text in scored}):,} domains are scored, each by
models that saw nothing of its domain: whole domains are left out in {number} grouped folds, the
same for every rival. {len(texts) - len(scored)} definitions (texts without a domain) help to fit
every fold and are never scored. Shared texts are learned as both sides at half weight.

- `accuracy_binary`: marketing and sales rows, the likelier of the two sides is right (a rule that
  says neither counts as marketing).
- `macro_f1`: marketing, neither and sales rows, mean F1 of the three classes; the interval is the
  middle 95 % over {RESAMPLES} resamples of whole domains.
- Log loss: same rows, in nats; calibrated for ours and the stacking, before any calibration for
  the others; for the SVM a softmax of its margins.
- Fitting: mean seconds a fold to weigh the features, fit, and score the left-out rows, by the wall
  clock of a machine that may do other work: only large differences count. Counting
  the shipped features of all texts once takes {counting:.1f} s{embedded}.

Run with Python {sys.version.split()[0]} and scikit-learn {sklearn.__version__} on
{" and ".join(f"fixtures/{name}" for name in FILES)} (SHA-256 of both in a row:
{fingerprint[:16]}…). To repeat it:
`pip install -r requirements-bench.txt && python -m benchmarks.quality --folds {number}`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison that the command line asks for and print its table."""
    options = _parse(arguments)
    contents = read_fixtures()
    texts, fingerprint = read_corpus(contents), sha256(b"".join(contents)).hexdigest()
    features = Features([text.text for text in texts])
    results, remarks = compare(options.rivals, texts, features, options.folds)
    table = "\n".join([HEAD, *(result.as_row() for result in results)])
    print(table)
    if options.output:
        about = describe(texts, features, options.folds, fingerprint)
        parts = ["# Quality beside its rivals", about, table, *remarks]
        options.output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--folds", type=int, default=20, help="groups of domains (default: 20)")
    parser.add_argument(
        "--rivals",
        nargs="+",
        choices=list(RIVALS),
        default=list(RIVALS),
        metavar="NAME",
        help=f"which to run (default: all): {', '.join(RIVALS)}",
    )
    parser.add_argument("--output", type=Path, help="Markdown file to write beside printing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
