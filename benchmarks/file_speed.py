"""Time `manage.py classify --file` on ever larger files: rows a second, growth, memory.

Run it with `python -m benchmarks.file_speed` where `manage.py setup` has run; it prints a Markdown
table. Each run is a process of its own; its start is timed with a file of one row and is part of
the seconds. Rows are CSV, all different, with two columns beside the text.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from .drawings import draw_growth
from .large_corpus import large_corpus

SIZES = (1, 10_000, 100_000, 1_000_000)
HEAD = (
    "| rows | seconds | CPU seconds | rows a CPU second | peak memory, MB | output, MB |\n"
    "|--:|--:|--:|--:|--:|--:|"
)
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one file took."""

    rows: int
    seconds: float
    cpu: float
    memory: float
    """Peak of the process in MB."""
    output: float
    """Size of the answers in MB."""

    def as_row(self) -> str:
        """Return the row of the Markdown table."""
        return (
            f"| {self.rows:,} | {self.seconds:.1f} | {self.cpu:.1f} | {self.rows / self.cpu:,.0f} "
            f"| {self.memory:.0f} | {self.output:.1f} |"
        )


def run(rows: int, folder: Path) -> Run:
    """Classify the file of `rows` rows in a process of its own."""
    source, target = folder / f"{rows}.csv", folder / f"{rows}.out.csv"
    command = ["manage.py", "classify", "--file", str(source), "--output", str(target)]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT)  # noqa: S603
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"The command ended with status {process.returncode}.")
    size = target.stat().st_size / 1e6
    source.unlink()
    target.unlink()
    cpu = usage.ru_utime + usage.ru_stime
    return Run(rows=rows, seconds=seconds, cpu=cpu, memory=usage.ru_maxrss / 1024, output=size)


def write_files(sizes: Sequence[int], folder: Path) -> None:
    """Write a file of each size."""
    sentences = [one.text for one in large_corpus(100_000)]
    for rows in sizes:
        _write(folder / f"{rows}.csv", rows, sentences)


def _write(path: Path, rows: int, sentences: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "team"])
        for number in range(rows):
            turn, place = divmod(number, len(sentences))
            more = f" in week {turn}" if turn else ""
            writer.writerow([number, sentences[place] + more, "field"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.file_speed")
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes of the files")
    parser.add_argument("--plot", type=Path, help="SVG file to draw the growth in")
    options = parser.parse_args(arguments)
    runs = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Written elsewhere: the peak of a process begins with the size of its parent.
        writer = get_context("spawn").Process(target=write_files, args=(options.rows, folder))
        writer.start()
        writer.join()
        print(HEAD)
        for rows in options.rows:
            runs.append(run(rows, folder))
            print(runs[-1].as_row(), flush=True)
    if options.plot:
        seconds = {"classify --file": {float(one.rows): one.cpu for one in runs if one.rows > 1}}
        draw_growth(options.plot, "Files", seconds, across="rows", up="CPU seconds")


if __name__ == "__main__":
    main()
