"""How long the server takes for one item of the review queue in a big database.

`python -m benchmarks.queue_speed [--examples 100000] [--candidates 20000] [--items 100]`

Makes a database of its own (SQLite in a temporary folder; with DATABASE_URL the test database of
that server), trains on the project's texts, and labels items through the page as its script does.
An item costs the post that decides on it and shows the next; the nearest examples, which the page
asks for afterwards, are timed apart.
"""

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

QUEUE = "/admin/classifier/candidate/queue/"
SCRIPT = {"HX-Request": "true"}
LABELS = ("marketing", "sales", "shared", "neither")
PARTS = 2
"""A made-up text is the first half of one sentence and the second of another."""


def main() -> None:
    """Set up, measure, tear down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--candidates", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mvsite-queue-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.test.utils import get_runner

        runner = get_runner(settings)(interactive=False, verbosity=0)
        databases = runner.setup_databases()
        try:
            fill(options.examples, options.candidates)
            measure(options.items)
        finally:
            runner.teardown_databases(databases)


def fill(examples: int, candidates: int) -> None:
    """Train on the project's texts, then add made-up ones, a tenth of them doubtful."""
    from classifier.models import Example, ModelVersion
    from classifier.services import registry, training
    from classifier.services.candidates import CandidateRow, add_candidates
    from classifier.services.labelling import build_example
    from classifier.services.ranking import rank_candidates
    from tests.corpus import sentences, store

    store(list(sentences()))
    run = training.request_run(by=None)
    _timed("training", lambda: training.run_training(run.pk, fast=True))
    version = ModelVersion.objects.latest()
    registry.activate(version=version, by=None, reason="benchmark")
    chance = Random(0)  # noqa: S311
    known = set(Example.objects.values_list("key", flat=True))
    texts = mixed(chance, [one.text for one in sentences()])
    missing = examples - len(known)
    labels = ("marketing", "sales", "neither")
    while missing > 0:
        rows = [
            build_example(text=text, label=chance.choice(labels), source="made up")
            for text in islice(texts, min(missing, 5_000))
        ]
        fresh = list({row.key: row for row in rows if row.key not in known}.values())
        for row in fresh:
            if chance.random() < 0.1:
                row.doubt = 0.5 + chance.random() / 2
                row.better_label = labels[labels.index(row.label) - 1]
        known |= {row.key for row in fresh}
        Example.objects.bulk_create(fresh, batch_size=500)
        missing -= len(fresh)
    new = (CandidateRow(text=text) for text in islice(texts, candidates))
    _timed("adding the candidates", lambda: add_candidates(new, "made up"))
    _timed("ranking them", rank_candidates)


def mixed(chance: Random, texts: list[str]) -> Iterator[str]:
    """Yield endless made-up texts with the words of real ones."""
    while True:
        first, second = (chance.choice(texts).split() for _ in range(PARTS))
        number = chance.randrange(10_000)
        yield " ".join([*first[: len(first) // 2 + 1], *second[len(second) // 2 :], str(number)])


def measure(items: int) -> None:
    """Label `items` candidates and as many doubtful examples; print medians and 95th centiles."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client

    from classifier.models import Candidate, Example

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("curator"))
    print(
        f"{connection.vendor}: {Example.objects.count():,} examples, "
        f"{Example.objects.doubtful().count():,} doubtful, "
        f"{Candidate.objects.filter(state='waiting').count():,} candidates waiting"
    )
    for kind in ("candidate", "doubt", ""):
        _measure_kind(client, kind, items)


def _measure_kind(client: "Client", kind: str, items: int) -> None:
    url = QUEUE + (f"?kind={kind}" if kind else "")
    decide, page, nearest = Clock(), Clock(), Clock()
    html = client.get(url).content.decode()
    for number in range(items):
        turn, version = _hidden(html, "turn"), _hidden(html, "version")
        with nearest:
            client.get(f"{QUEUE}{turn}/nearest/", headers=SCRIPT)
        do = LABELS[number % len(LABELS)]
        with decide:
            answer = client.post(url, {"turn": turn, "version": version, "do": do}, headers=SCRIPT)
        html = answer.content.decode()
        with page:
            client.get(url)
    for name, clock in (
        ("decide, and the next item", decide),
        ("whole page", page),
        ("nearest examples", nearest),
    ):
        print(f"  {kind or 'everything':10} {name:26} {clock}", flush=True)


class Clock:
    """Times of what is done `with` it, by the wall and of this process alone, in seconds."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.own: list[float] = []

    def __enter__(self) -> None:
        """Start."""
        self._start = time.perf_counter(), time.process_time()

    def __exit__(self, *error: object) -> None:
        """Stop."""
        self.wall.append(time.perf_counter() - self._start[0])
        self.own.append(time.process_time() - self._start[1])

    def __str__(self) -> str:
        """Return medians and the 95th centile."""
        ordered = sorted(self.wall)
        late = ordered[int(0.95 * len(ordered))]
        return (
            f"median {1000 * statistics.median(ordered):6.1f} ms   p95 {1000 * late:6.1f} ms   "
            f"of this process alone: median {1000 * statistics.median(self.own):6.1f} ms"
        )


def _hidden(html: str, name: str) -> str:
    """Return the value of a hidden input."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    if found is None:
        raise SystemExit("No item is left: ask for fewer.")
    return found[1]


def _timed(name: str, verb: Callable[[], object]) -> None:
    start = time.perf_counter()
    verb()
    print(f"{name}: {time.perf_counter() - start:.1f} s", flush=True)


if __name__ == "__main__":
    main()
