"""Kill training workers at named points: nothing is lost but the run, and the next one works.

Run it with `python -m drills.killed_worker`. A site of its own answers all the while. At each
point a real worker kills itself (SIGKILL), another is started as a supervisor would, and it is
looked at how soon the run is found lost, what stays behind, and whether one click trains again.
`--control` starts workers that do not look for lost work: runs then stay running for ever.
"""

import argparse
import signal
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .asking import Log, asking
from .findings import Findings
from .inside import look_inside
from .killed_at import AFTER_THE_RUN, BEFORE_THE_RUN, POINTS, UNWATCHED
from .sentences import read_texts
from .served_api import Served, served, stop, wait_for_end
from .staff_browser import superuser
from .trainings import Trainings
from .waiting import wait_for
from .workers import start_patched, worker

_LONG = 180.0
"""Seconds in which a worker starts and trains, on a busy machine too."""

_FOUND_WITHIN = 60.0
"""Seconds in which the run of a killed worker is found lost, whoever starts another at once."""

_STRICT = [point for point in POINTS if point not in (BEFORE_THE_RUN, AFTER_THE_RUN)]


class Kills:
    """What came of each kill."""

    def __init__(self, site: Served, trainings: Trainings, lease: int) -> None:
        """Begin with nothing killed."""
        self._site, self._trainings, self._lease = site, trainings, lease
        self.done: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.found_after: list[float] = []

    def kill(self, point: str) -> None:
        """Kill a worker at `point`, start another, and see what comes of the run."""
        active = self._trainings.active()
        run = self._kill(point)
        with worker(self._site):
            took = wait_for(lambda: not self._trainings.is_under_way(run), _LONG)
            self._check(*self._end_at(point, run))
            if took is not None and point in _STRICT:
                self.found_after.append(took)
            self._check("active model unchanged", self._trainings.active() == active)
            clean = wait_for(lambda: not self._trainings.orphans(), _LONG)
            self._check("no model file without a version", clean is not None)
            if point not in _STRICT:  # it was trained: only a change is trained again
                self._trainings.change_an_example()
            again = self._trainings.click()
            wait_for(lambda: not self._trainings.is_under_way(again), _LONG)
            state, _ = self._trainings.end_of(again)
            self._check("one click trains again", again != run and state == "succeeded")

    def kill_unwatched(self, point: str) -> None:
        """Kill a worker and start one that does not watch."""
        run = self._kill(point)
        process = start_patched(self._site, "killed_at", UNWATCHED)
        found = wait_for(lambda: not self._trainings.is_under_way(run), 4 * self._lease)
        self._check("found lost", found is not None)
        stop([process])
        self._trainings.give_up(run)

    def _kill(self, point: str) -> int:
        self._trainings.change_an_example()
        process = start_patched(self._site, "killed_at", point)
        run = self._trainings.click()
        wait_for_end(process, _LONG)
        self._check("killed at its point", process.returncode == -signal.SIGKILL)
        return run

    def _end_at(self, point: str, run: int) -> tuple[str, bool]:
        """Return what is promised of a worker killed at this point, and whether it is kept."""
        state, error = self._trainings.end_of(run)
        if point == BEFORE_THE_RUN:
            return "not begun: handed on and trained", state == "succeeded"
        if point == AFTER_THE_RUN:
            return "ended before: its version is kept", state == "succeeded"
        return "failed, worker lost", state == "failed" and "worker was lost" in error

    def _check(self, promise: str, kept: bool) -> None:
        self.done[promise] += 1
        self.kept[promise] += kept
        if not kept:
            print(f"  broken: {promise}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept at every point."""
    parser = argparse.ArgumentParser(prog="python -m drills.killed_worker", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lease", type=int, default=6, help="seconds, as LEASE_SECONDS")
    parser.add_argument("--control", action="store_true", help="it must find a fault")
    options = parser.parse_args(arguments)
    settings = {"LEASE_SECONDS": str(options.lease), "API_RATE_ANONYMOUS": "1000000"}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), settings=settings) as site:
        look_inside(site)
        kills = Kills(site, Trainings(site, superuser(site.url)), options.lease)
        with asking(site.url, "", read_texts(), clients=5, pause=1) as log:
            for point in _STRICT[1::4] if options.control else options.rounds * list(POINTS):
                print(point, flush=True)
                if options.control:
                    kills.kill_unwatched(point)
                else:
                    kills.kill(point)
    return report(kills, log)


def report(kills: Kills, log: Log) -> int:
    """Print the figures; return 1 if a promise was broken."""
    findings = Findings()
    for promise, done in kills.done.items():
        kept = kills.kept[promise]
        findings.note(promise, f"{kept} of {done}", good=kept == done)
    if kills.found_after:
        slowest = max(kills.found_after)
        findings.note(
            "found lost after",
            f"{slowest:.1f} s at most, the worker's start included",
            good=slowest <= _FOUND_WITHIN,
        )
    failed = log.failures
    asked = len(log.answers) + len(failed)
    findings.note(
        "classify requests that failed", f"{len(failed)} of {asked} {failed[:2]}", good=not failed
    )
    return findings.report()


if __name__ == "__main__":
    raise SystemExit(main())
