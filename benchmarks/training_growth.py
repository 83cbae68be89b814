"""Time full trainings of more and more examples: does the time grow no worse than n log n?

Run it with `python -m benchmarks.training_growth`; it prints a Markdown table. Each training
runs in a process of its own; `large_corpus` says where its sentences come from. With `--site`
examples go into a database of their own first and the training is the one that `manage.py train`
runs, snapshot, storing and activation included.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from classifier.core.training import train

from .corpus import lock_test_rows
from .drawings import draw_growth
from .large_corpus import large_corpus
from .memory import peak_memory

SIZES = (1_000, 4_000, 10_000, 30_000, 100_000)
HEAD = (
    "| examples | seconds | CPU seconds | peak memory, MB | CPU time, times that of 10,000 "
    "| n log n would be |\n|--:|--:|--:|--:|--:|--:|"
)
BASE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one training took."""

    examples: int
    """Those learned from and the test rows."""
    seconds: float
    cpu: float
    memory: float
    """Peak of the process in MB, libraries and sentences included."""

    def as_row(self, base: "Cost | None") -> str:
        """Return the row of the Markdown table; `base` is what `BASE` examples took."""
        grown = f"{self.cpu / base.cpu:.1f}" if base else "–"
        return (
            f"| {self.examples:,} | {self.seconds:.1f} | {self.cpu:.1f} | {self.memory:.0f} "
            f"| {grown} | {allowed(self.examples):.1f} |"
        )


def allowed(examples: int) -> float:
    """Return how many times the cost of `BASE` examples n log n allows."""
    return examples * math.log(examples) / (BASE * math.log(BASE))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parse(arguments)
    if options.one:
        cost = _train_site(options.one) if options.site else _train(options.one, fast=options.fast)
        print(json.dumps(asdict(cost)))
        return
    kinds = [name for name in ("--fast", "--site") if getattr(options, name[2:])]
    costs = {size: _apart(size, kinds) for size in sorted({BASE, *options.sizes})}
    print(HEAD)
    for size in options.sizes:
        print(costs[size].as_row(costs[BASE]))
    if options.plot:
        _draw(options.plot, costs)


def _draw(path: Path, costs: Mapping[int, Cost]) -> None:
    base = costs[BASE]
    lines: dict[str, dict[float, float]] = {
        "a full training": {size: cost.cpu for size, cost in costs.items()},
        f"n log n from {BASE:,} on": {
            size: base.cpu * allowed(size) for size in costs if size >= BASE
        },
    }
    draw_growth(path, "Training", lines, across="examples", up="CPU seconds")


def _apart(size: int, options: Sequence[str]) -> Cost:
    """Train in a process of its own, which alone tells how much memory it took."""
    command = [sys.executable, "-m", "benchmarks.training_growth", "--one", str(size), *options]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    cost = Cost(**json.loads(done.stdout.splitlines()[-1]))
    print(f"{size:,}: {cost.seconds:.1f} s", file=sys.stderr, flush=True)
    return cost


def _train(size: int, *, fast: bool) -> Cost:
    learned, test = lock_test_rows(large_corpus(size))
    started = _now()
    train(learned, test=test, fast=fast)
    return _cost(size, started)


def _train_site(size: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "mvsite.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from classifier.models import Example
        from classifier.services.labelling import build_example

        call_command("migrate", verbosity=0)
        rows = [
            build_example(text=row.text, label=row.label, domain=row.domain, source="benchmark")
            for row in large_corpus(size)
        ]
        Example.objects.bulk_create(rows, batch_size=500)
        started = _now()
        call_command("train", activate=True)
        return _cost(size, started)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _cost(size: int, started: tuple[float, float]) -> Cost:
    seconds, cpu = (now - then for now, then in zip(_now(), started, strict=True))
    return Cost(examples=size, seconds=seconds, cpu=cpu, memory=peak_memory())


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training_growth")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many examples")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--fast", action="store_true", help="as `manage.py train --fast`")
    kind.add_argument("--site", action="store_true", help="as `manage.py train --activate`")
    parser.add_argument("--plot", type=Path, help="SVG file to draw the growth in")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
