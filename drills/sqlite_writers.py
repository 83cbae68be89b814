"""Many processes write to one SQLite file: nobody is told "locked", and no update is lost. R18.

Run it with `python -m drills.sqlite_writers`. Each transaction reads a row and then writes what it
read, plus one, through the project's settings. Two controls: `--control` opens transactions as
Django does by itself (DEFERRED): one that has read cannot wait for the right to write, and is
refused. `--apart` reads and writes without a transaction around both, and updates are lost.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.pool import Pool
from multiprocessing.synchronize import Barrier
from pathlib import Path

from .asking import percentile
from .findings import Findings

P99_MS = 250
MAX_MS = 5_000
ROWS = 4


@dataclass(slots=True)
class Outcome:
    """What came of the transactions of one process, or of all."""

    seconds: list[float]
    errors: list[str]


def play(
    folder: Path, *, processes: int, transactions: int, stock: bool = False, apart: bool = False
) -> tuple[Outcome, int]:
    """Let processes write at once to a new database in `folder`.

    `stock` and `apart` are the controls. Also return how many transactions were said to have
    happened whose update is not there.
    """
    context = get_context("spawn")
    start = context.Barrier(processes)
    with context.Pool(processes, _enter, (folder, start, stock)) as pool:
        pool.apply(_make_rows)
        outcomes = pool.starmap(_write, [(transactions, apart)] * processes, chunksize=1)
        stored = pool.apply(_stored)
        _leave(pool)
    seconds = [each for outcome in outcomes for each in outcome.seconds]
    errors = [each for outcome in outcomes for each in outcome.errors]
    return Outcome(seconds, errors), len(seconds) - stored


def _leave(pool: Pool) -> None:
    """Let the processes end by themselves."""
    pool.close()
    pool.join()


def _enter(folder: Path, start: Barrier, stock: bool) -> None:
    """Make this process one of the site's, on the database in `folder`."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mvsite.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'writers.sqlite3'}",
    }
    import django

    django.setup()
    from django.db import connection

    if stock:
        connection.settings_dict["OPTIONS"] = {}
    globals()["_start"] = start


def _make_rows() -> None:
    from django.core.management import call_command

    from classifier.services.labelling import add_example

    call_command("migrate", verbosity=0)
    for number in range(ROWS):
        add_example(text=f"Call lapsed clients {number}", label="sales")


def _stored() -> int:
    """Return how many updates are in the file."""
    from classifier.models import Example

    return sum(Example.objects.values_list("revision", flat=True)) - ROWS


def _write(transactions: int, apart: bool) -> Outcome:
    """Read and write rows in so many transactions, once all processes are here."""
    from django.db import OperationalError, transaction

    from classifier.models import Example

    keys = list(Example.objects.values_list("pk", flat=True))
    outcome = Outcome([], [])
    globals()["_start"].wait(timeout=60)
    for turn in range(transactions):
        begun = time.perf_counter()
        try:
            with nullcontext() if apart else transaction.atomic():
                row = Example.objects.get(pk=keys[turn % len(keys)])
                row.revision += 1
                row.save(update_fields=["revision"])
        except OperationalError as error:
            outcome.errors.append(str(error))
        else:
            outcome.seconds.append(time.perf_counter() - begun)
    return outcome


def main() -> int:
    """Print what came of it; 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--transactions", type=int, default=2_500)
    parser.add_argument("--control", action="store_true", help="transactions as Django opens them")
    parser.add_argument("--apart", action="store_true", help="no transactions: the other control")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome, lost = play(
            Path(folder),
            processes=given.processes,
            transactions=given.transactions,
            stock=given.control,
            apart=given.apart,
        )
    return report(outcome, lost)


def report(outcome: Outcome, lost: int) -> int:
    """Print the figures; return 1 if a promise is broken."""
    findings, errors = Findings(), outcome.errors
    findings.note("lock errors", f"{len(errors):,} {', '.join(set(errors))}", good=not errors)
    findings.note("lost updates", f"{lost:,} of {len(outcome.seconds):,}", good=not lost)
    p50, p99 = (percentile(outcome.seconds, percent) for percent in (50, 99))
    longest = 1_000 * max(outcome.seconds)
    findings.note("p99", f"{p99:,.1f} ms, at most {P99_MS}; p50 {p50:,.1f} ms", good=p99 <= P99_MS)
    findings.note("longest", f"{longest:,.1f} ms, at most {MAX_MS:,}", good=longest <= MAX_MS)
    return findings.report()


if __name__ == "__main__":
    sys.exit(main())
