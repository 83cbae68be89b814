"""Two machines, each with a web process and a worker: what one loses, the other ends.

Run it with `python -m drills.two_machines`. The machines are network namespaces with PostgreSQL
and Redis of the drill's own; model files and batches are in shared folders. A version that is
activated at one machine must soon answer at the other. Then each of the four processes is killed
in its turn, the workers in the middle of a training and of a batch, while clients ask whoever is
left: no answer may fail, and every job ends on the other machine.

Two controls: `--apart`, with folders of their own the machines cannot read each other's files;
`--unwatched`, with workers that do not look for lost work a batch never ends.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from .api_client import Client
from .asking import asking
from .cluster import Cluster, cluster
from .findings import Findings
from .jobs import BatchJob, TrainingJob
from .killed_at import UNWATCHED
from .machines import Machine, network
from .sentences import new_texts, read_texts
from .trainer import Trainer
from .waiting import wait_until

_UNWATCHED = [sys.executable, "-m", "drills.killed_at", UNWATCHED]

SEEN_WITHIN = 2.0
"""Seconds after which a version that is activated at one machine answers at the other."""

WATCHED_EVERY = 10
"""Seconds between two looks of a worker for lost work."""

SCORING = 60
"""Seconds in which a batch is scored if nothing happens to it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m drills.two_machines", description=__doc__)
    parser.add_argument("--activations", type=int, default=10)
    parser.add_argument("--rows", type=int, default=40_000, help="of the batches")
    parser.add_argument("--lease", type=int, default=30, help="LEASE_SECONDS of the site")
    controls = parser.add_mutually_exclusive_group()
    controls.add_argument("--apart", action="store_true", help="a control: it must find faults")
    controls.add_argument("--unwatched", action="store_true", help="another one")
    options = parser.parse_args(arguments)
    how = {"worker": _UNWATCHED} if options.unwatched else {"together": not options.apart}
    with (
        tempfile.TemporaryDirectory() as folder,
        network(["a", "b"]) as net,
        cluster(Path(folder), net, lease=options.lease, **how) as site,
    ):
        drill = Drill(site, rows=options.rows, lease=options.lease)
        if options.unwatched:
            drill.lose_batch()
        else:
            drill.activate(options.activations)
            if not options.apart:
                drill.lose_each()
    return drill.findings.report()


class Drill:
    """What is done to the two machines, and what was seen."""

    def __init__(self, site: Cluster, *, rows: int, lease: int) -> None:
        """Begin with all four processes up."""
        self.findings = Findings()
        self._site, self._rows = site, rows
        self._patience = lease + 2 * WATCHED_EVERY + SCORING
        self._texts = read_texts()
        self._rounds = 0

    def activate(self, count: int) -> None:
        """Train at one machine, then activate at both in turn and look at the other."""
        first, second = self._site.machines
        Trainer(self._site.url(first), self._site.token).train(self._new_texts())
        slowest = 0.0
        for number in range(count):
            here, there = (first, second) if number % 2 == 0 else (second, first)
            slowest = max(slowest, self._seconds_until_seen(here, there, 2 - number % 2))
        self.findings.note(
            f"{count} activations at one machine seen at the other",
            f"after {slowest:.2f} s at most",
            good=slowest <= SEEN_WITHIN,
        )

    def lose_batch(self) -> None:
        """Kill one worker in the middle of a batch."""
        first = self._site.machines[0]
        self._lose(f"worker of {first.name} killed in mid-batch", first, "worker", self._batch)

    def lose_each(self) -> None:
        """Kill each process, and start it again before the next."""
        for lost in self._site.machines:
            self._lose(f"web process of {lost.name} killed", lost, "web", self._nothing)
            for name, begin in (("training", self._training), ("batch", self._batch)):
                self._lose(f"worker of {lost.name} killed in mid-{name}", lost, "worker", begin)

    def _seconds_until_seen(self, here: Machine, there: Machine, number: int) -> float:
        asker = Client(self._site.url(there), self._site.token)
        client = Client(self._site.url(here), self._site.token)
        status, body = client.post(f"versions/{number}/activate", {"reason": "a drill"})
        if status != 200:
            print(f"Version {number} cannot be activated at {here.name}: {body}")
            return float("inf")
        began = time.monotonic()

        def seen() -> bool:
            status, body = asker.post("classify", {"text": self._texts[0]})
            return bool(status == 200 and body["model_version"] == number)

        try:
            wait_until(seen, 10 * SEEN_WITHIN)
        except TimeoutError:
            return float("inf")
        return time.monotonic() - began

    def _lose(
        self, what: str, lost: Machine, kind: str, begin: Callable[[Machine], Callable[[], str]]
    ) -> None:
        """Kill a process in the middle of what `begin` begins there, and have that end."""
        left = [one for one in self._site.machines if kind == "worker" or one != lost]
        outcome, ended = "", True
        with ExitStack() as clients:
            logs = [
                clients.enter_context(
                    asking(
                        self._site.url(one), self._site.token, self._texts, clients=2, pause=0.05
                    )
                )
                for one in left
            ]
            end = begin(lost)
            self._site.kill(lost, kind)
            try:
                outcome = end()
            except (TimeoutError, RuntimeError) as error:
                outcome, ended = str(error), False
        self._site.start(lost, kind)
        failures = [failure for log in logs for failure in log.failures]
        answers = sum(len(log.answers) for log in logs)
        seen = f"{answers:,} answers, {len(failures)} failed {failures[:2] or ''}; {outcome}"
        self.findings.note(what, seen, good=ended and not failures)

    def _nothing(self, lost: Machine) -> Callable[[], str]:
        time.sleep(2)

        def go_on() -> str:
            time.sleep(5)
            return "the other went on"

        return go_on

    def _training(self, holder: Machine) -> Callable[[], str]:
        """Have the worker of `holder` train; return what waits for its end elsewhere."""
        other = self._other(holder)
        job = TrainingJob(self._site.url(other), self._site.token, self._site.database)
        self._site.pause(other, "worker")
        job.start(self._new_texts())
        job.wait_until_under_way()
        self._site.go_on(other, "worker")
        return lambda: job.end_elsewhere(self._patience)

    def _batch(self, holder: Machine) -> Callable[[], str]:
        """Have the worker of `holder` score a batch; return what waits for its end elsewhere."""
        other = self._other(holder)
        job = BatchJob(self._site.url(holder), self._site.url(other), self._site.token)
        self._site.pause(other, "worker")
        job.start(self._texts, self._rows)
        job.wait_until_under_way()
        self._site.go_on(other, "worker")
        return lambda: job.end_elsewhere(self._patience)

    def _other(self, machine: Machine) -> Machine:
        return next(one for one in self._site.machines if one != machine)

    def _new_texts(self) -> list[str]:
        """Return examples by which the next version differs."""
        self._rounds += 1
        return new_texts(self._texts, self._rounds)


if __name__ == "__main__":
    raise SystemExit(main())
