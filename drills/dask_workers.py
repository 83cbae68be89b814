"""Score a large data set with Dask: two workers are nearly twice as quick, and one may be killed.

Run it with `python -m drills.dask_workers` (needs requirements-scale.txt). A Parquet file is scored
by one worker of this machine, then by two; then by a cluster of two, of which one is killed on the
way. `--control` forbids the scheduler to give a dead worker's parts to another.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .data_set import count_other_answers, count_wrong_rows, write_tasks
from .findings import Findings
from .sentences import read_texts
from .served_api import ROOT, Served, environment_of, free_port, install, stop
from .waiting import wait_until

FASTER = 1.6
"""How many times the rows a second of one worker two must reach."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
NO_SECOND_TRY = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
_DASK = [str(Path(sys.executable).parent / "dask")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if all promises were kept."""
    parser = argparse.ArgumentParser(prog="python -m drills.dask_workers", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--killed-rows", type=int, default=1_000_000, help="while one is killed")
    parser.add_argument("--control", action="store_true", help="no second try: it must find faults")
    options = parser.parse_args(arguments)
    findings = Findings()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = environment_of(folder, ONE_THREAD)
        install(environment, folder)
        site = Served("", "", environment)
        if not options.control:
            compare(site, folder, options.rows, findings)
        kill_one(site, folder, options.killed_rows, findings, control=options.control)
    return findings.report()


def compare(site: Served, folder: Path, rows: int, findings: Findings) -> None:
    """Score the same rows with one worker and with two; check what the two made."""
    source, target = folder / "tasks.parquet", folder / "two"
    write_tasks(source, read_texts(), rows)
    alone = rows / _seconds_to_score(site, source, folder / "one", workers=1)
    both = rows / _seconds_to_score(site, source, target, workers=2)
    findings.note(
        f"{rows:,} rows",
        f"one worker {alone:,.0f} a second, two {both:,.0f}: {both / alone:.2f} times, "
        f"at least {FASTER}",
        good=both >= FASTER * alone,
    )
    wrong = count_wrong_rows(target, rows)
    findings.note("rows missing, twice or made up", f"{wrong:,}", good=not wrong)
    other = count_other_answers(target, _model_file(folder))
    findings.note("sampled rows that one process answers otherwise", f"{other:,}", good=not other)


def _seconds_to_score(site: Served, source: Path, target: Path, *, workers: int) -> float:
    began = time.perf_counter()
    site.manage("classify_dataset", str(source), str(target), f"--workers={workers}")
    return time.perf_counter() - began


def kill_one(
    site: Served, folder: Path, rows: int, findings: Findings, *, control: bool = False
) -> None:
    """Kill one of two workers of a cluster once it has begun; the other must do it all."""
    source, target = folder / "killed.parquet", folder / "killed"
    write_tasks(source, read_texts(), rows)
    with _cluster(site.environment | (NO_SECOND_TRY if control else {})) as (address, workers):
        run = subprocess.Popen(
            [sys.executable, "manage.py", "classify_dataset", str(source), str(target),
             f"--scheduler={address}"],
            cwd=ROOT, env=site.environment,
        )  # fmt: skip
        wait_until(lambda: any(target.glob("part-*.parquet")), 120)
        workers[0].kill()
        status = run.wait(timeout=3600)
    wrong = count_wrong_rows(target, rows)
    findings.note(f"a worker killed among {rows:,} rows", f"status {status}", good=status == 0)
    findings.note("rows missing, twice or made up then", f"{wrong:,}", good=not wrong)
    if not control:
        other = count_other_answers(target, _model_file(folder))
        findings.note("sampled rows answered otherwise then", f"{other:,}", good=not other)


@contextmanager
def _cluster(
    environment: dict[str, str],
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers that nobody starts again; stop them after."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    environment = environment | {"PYTHONPATH": str(ROOT)}
    scheduler = ["scheduler", "--host=127.0.0.1", f"--port={port}", "--no-dashboard"]
    worker = ["worker", address, "--nthreads=1", "--no-nanny", "--no-dashboard"]
    with ExitStack() as stack:
        started = [_start([*_DASK, *scheduler], environment)]
        stack.callback(stop, started)
        started += [_start([*_DASK, *worker], environment) for _ in range(2)]
        _wait_for_workers(address, 2)
        yield address, started[1:]


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout="60s") as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(count, timeout=60)


def _model_file(folder: Path) -> Path:
    [found] = (folder / "models").glob("model-*.joblib")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
