"""Half an hour of everything at once: no request fails, and no process grows.

Run it with `python -m drills.mixed_load`. A site of its own is served by two processes and a
worker. Visitors ask pages and API, label, plan, search, export and import at a steady rate; one
sends batches, one trains and activates now and then. Each process's memory and open files are
looked at all the while. The warm-up is in haste and meets every sentence, since words met are
remembered; after it memory and files must stay as they are. `--leak` is the control: the web
processes then keep each request, which must be seen.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from pathlib import Path

import httpx

from .data_folder import DataFolder
from .errands import ERRANDS, Errand, classify_all
from .findings import Findings
from .long_errands import run_batch, run_whole_batch, train_now_and_then
from .process_memory import MEGABYTE, Watch, floors, growth
from .served_api import Served, environment_of, install, serving
from .visitors import Stopped, Unexpected, Visitor, Visits

GROWTH = 0.01
"""How much of itself a process may gain in ten minutes."""

HASTE = 2
"""How many times as often the visitors come in the warm-up: what is needed at the worst moment
was needed before, and what is remembered is remembered."""

PARTS = 20
"""Into how many parts the measured time is cut."""

SETTINGS = {
    "API_RATE_TOKEN": "1000000000",
    "GUNICORN_CMD_ARGS": "--max-requests=0",  # renewing processes would hide what they keep
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # as the units in deploy/ have them
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m drills.mixed_load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--warm-up", type=float, default=10, help="minutes of them")
    parser.add_argument("--rate", type=float, default=20, help="requests a second")
    parser.add_argument("--visitors", type=int, default=6)
    parser.add_argument("--train-every", type=float, default=2, help="minutes")
    parser.add_argument("--samples", type=Path, help="a folder for a CSV of each process")
    parser.add_argument("--leak", action="store_true", help="the control: it must find a fault")
    options = parser.parse_args(arguments)
    app = "drills.leaking" if options.leak else "mvsite.wsgi"
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(Path(folder), SETTINGS)
        token = install(environment, Path(folder))
        with serving(environment, token, worker=True, app=app) as site:
            watch, files = Watch(), DataFolder(Path(folder))
            visits = load(site, options, files)
            watch.close()
    if options.samples:
        watch.write(options.samples)
    return report(watch, visits, files, options)


def load(site: Served, options: argparse.Namespace, files: DataFolder) -> Visits:
    """Have the visitors come for so many minutes; return what they saw."""
    visits, done = Visits(), threading.Event()
    pause = (options.visitors + 1) / options.rate
    visitors, threads = [], []

    def start(number: int, errand: Errand, *first: Errand) -> None:
        visitors.append(Visitor(site, visits, done, pause=pause / HASTE, number=number))
        errands = chain(first, repeat(errand))
        threads.append(threading.Thread(target=come, args=(visitors[-1], visits, errands)))
        threads[-1].start()

    for number in range(options.visitors):
        start(number, run_errand, classify_all)
    start(options.visitors, run_batch, run_whole_batch)
    start(options.visitors + 1, train_now_and_then(site, 60 * options.train_every, files))
    try:
        time.sleep(60 * options.warm_up)
        for visitor in visitors:
            visitor.pause = pause
        time.sleep(60 * (options.minutes - options.warm_up))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    return visits


def run_errand(visitor: Visitor) -> None:
    """Run an errand by chance."""
    [errand] = visitor.chance.choices(list(ERRANDS), list(ERRANDS.values()))
    errand(visitor)


def come(visitor: Visitor, visits: Visits, errands: Iterable[Errand]) -> None:
    """Have a visitor run errands until the visits are over."""
    for errand in errands:
        try:
            errand(visitor)
        except Stopped:
            break
        except Unexpected:
            continue
        except httpx.HTTPError as error:
            visits.fail(repr(error))
        except Exception as error:  # an answer that lacks what it must have, or no new version
            visits.fail(f"{type(error).__name__}: {error}")
    visitor.close()


def report(watch: Watch, visits: Visits, files: DataFolder, options: argparse.Namespace) -> int:
    """Print the figures; return 1 if a promise was broken."""
    findings = Findings()
    failures = visits.failures
    findings.note(
        f"{sum(visits.counts.values()):,} requests in {options.minutes:g} minutes",
        f"{len(failures)} failed {failures[:3] or ''}; statuses {dict(visits.counts)}",
        good=not failures,
    )
    findings.note("processes that ended", ", ".join(watch.ended) or "none", good=not watch.ended)
    for name, samples in watch.samples.items():
        lows = floors(samples, after=60 * options.warm_up, parts=PARTS)
        grown = growth(lows)
        findings.note(
            f"memory of {name}",
            f"{lows[0].memory / MEGABYTE:.1f} MB, at the end {lows[-1].memory / MEGABYTE:.1f}; "
            f"{100 * grown:+.2f} % in ten minutes, less than {100 * GROWTH:g}",
            good=grown < GROWTH,
        )
        half = len(lows) // 2
        before, after = (min(one.files for one in part) for part in (lows[:half], lows[half:]))
        seen = f"{before}, later {after}; the visitors are {options.visitors}"
        findings.note(f"open files of {name}", seen, good=after <= before + options.visitors)
    findings.note("files in the data folder", files.seen(), good=files.is_bounded())
    return findings.report()


if __name__ == "__main__":
    raise SystemExit(main())
