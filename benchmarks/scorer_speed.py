"""Compare scorers side by side: texts a second, time of one text, memory, quality.

Run it with `python -m benchmarks.scorer_speed`; it prints a Markdown table and, with `--plot FILE`,
draws it. Every scorer is a process of its own with one thread. They take turns, so that a busy
machine is busy for all; lists are timed by the CPU, single texts by the clock. No text is scored
twice, and none has been learned: `large_corpus` makes them of halves of the project's sentences.
The first list is apart, because the shipped scorer remembers the words it has met.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from classifier.core.text import text_key

from .corpus import Features, read_corpus, read_fixtures
from .drawings import draw_bars
from .large_corpus import large_corpus
from .quality import compare
from .scorers import SCORERS, store_all

ONE = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"
HEAD = (
    "| scorer | texts a second | first list | ours is … times as quick "
    "| one text, p50 ms | p95 ms | memory, MB | macro_f1 |\n|---|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(slots=True)
class Measured:
    """What one scorer took."""

    many: list[float] = field(default_factory=list)
    """CPU seconds for a whole list, round by round."""
    one: list[float] = field(default_factory=list)
    """Seconds for each single text."""
    memory: float = 0.0
    """Peak in MB, libraries included."""

    def first(self, count: int) -> float:
        """Return texts a CPU second in the first round of `count` texts."""
        return count / self.many[0]

    def throughput(self, count: int) -> float:
        """Return texts a CPU second in later rounds of `count` texts; the first if it is alone."""
        later = self.many[1:] or self.many
        return count * len(later) / sum(later)


def measure(
    names: Sequence[str], texts: Sequence[str], *, rounds: int, singles: int
) -> dict[str, Measured]:
    """Return what each scorer took for its share of `texts` in each of `rounds`."""
    found = {name: Measured() for name in names}
    per_round = len(texts) // rounds
    with tempfile.TemporaryDirectory() as folder:
        store_all(read_corpus(read_fixtures()), Path(folder))
        workers = {name: _start(name, folder) for name in names}
        for worker in workers.values():
            _ask(worker, [["Call lapsed clients"], ["Plan the campaign"] * 10])
        for number in range(rounds):
            part = list(texts[number * per_round : (number + 1) * per_round])
            for name, worker in workers.items():
                if number >= SCORERS[name].rounds:
                    continue
                alone, together = part[:singles], part[singles:]
                found[name].one += _ask(worker, [[text] for text in alone])["wall"]
                answer = _ask(worker, [together])
                found[name].many.append(answer["cpu"][0] * per_round / len(together))
                found[name].memory = answer["memory"]
                print(f"{number + 1}. {name}: {answer['wall'][0]:.1f} s", file=sys.stderr)
        for worker in workers.values():
            worker.communicate()
    return found


def _start(name: str, folder: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "benchmarks.scorer_worker", name, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | dict.fromkeys(ONE, "1"),
    )


def _ask(worker: "subprocess.Popen[str]", lists: list[list[str]]) -> dict[str, Any]:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("The worker has no pipes.")
    worker.stdin.write(json.dumps(lists) + "\n")
    worker.stdin.flush()
    return dict(json.loads(worker.stdout.readline()))


def measure_quality(names: Sequence[str], folds: int) -> dict[str, float]:
    """Return macro F1 on left-out domains by scorer, all with the same folds."""
    texts = read_corpus(read_fixtures())
    rivals = {name: one.rival for name in names if (one := SCORERS[name]).rival}
    results, _ = compare(rivals.values(), texts, Features([one.text for one in texts]), folds)
    figures = {name: one.macro_f1 for name, one in zip(rivals, results, strict=True)}
    return {name: figures.get(name, figures["ours"]) for name in names}


def as_table(found: Mapping[str, Measured], count: int, quality: Mapping[str, float]) -> str:
    """Return the Markdown table."""
    ours = found["ours"].throughput(count)
    rows = [HEAD]
    for name, one in found.items():
        p50, p95 = np.quantile(one.one, [0.5, 0.95]) * 1000
        speed = one.throughput(count)
        figure = f"{quality[name]:.4f}" if quality else "–"
        rows.append(
            f"| {SCORERS[name].title} | {speed:,.0f} | {one.first(count):,.0f} "
            f"| {ours / speed:.1f} | {p50:.3f} | {p95:.3f} | {one.memory:.0f} | {figure} |"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scorer_speed")
    parser.add_argument("--texts", type=int, default=20_000, help="texts a round (20,000)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each scorer (3)")
    parser.add_argument("--folds", type=int, default=10, help="for quality; 0 leaves it out (10)")
    parser.add_argument(
        "--scorers", nargs="+", choices=list(SCORERS), default=[], help="beside ours (all)"
    )
    parser.add_argument("--plot", type=Path, help="SVG file to draw the speeds in")
    options = parser.parse_args(arguments)
    names = list(dict.fromkeys(["ours", *(options.scorers or SCORERS)]))
    texts = _unlearned(options.texts * options.rounds)
    found = measure(names, texts, rounds=options.rounds, singles=200)
    quality = measure_quality(names, options.folds) if options.folds else {}
    print(as_table(found, options.texts, quality))
    if options.plot:
        speeds = {SCORERS[n].title: one.throughput(options.texts) for n, one in found.items()}
        draw_bars(options.plot, "Texts a CPU second, one process", speeds)


def _unlearned(number: int) -> list[str]:
    learned = {text_key(one.text) for one in read_corpus(read_fixtures())}
    texts = [one.text for one in large_corpus(number + len(learned))]
    return [text for text in texts if text_key(text) not in learned][:number]


if __name__ == "__main__":
    main()
