"""Swap models under load: no request fails, and no answer mixes two versions.

Run it with `python -m drills.swap`. A site of its own is served by two processes. Clients ask
without a pause while versions are trained, activated and rolled back; every answer is then
computed again from the model file of the version it names. `--mixed` is the control: answers are
compared with the wrong version, which the check must see.
"""

import argparse
import http.client
import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import joblib
import numpy as np

from .served_api import ROOT, Served, served

TEXTS = 5
"""Texts in each request: all must be answered by one version."""

PLACES = 0.5e-4 + 1e-9
"""Answers are rounded to four places."""


@dataclass(slots=True)
class Log:
    """What the clients saw."""

    answers: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Client:
    """One connection that asks the API with a token."""

    def __init__(self, site: Served) -> None:
        """Connect to `site`."""
        self._site = site
        self._connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=60)

    def post(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON body of the answer."""
        headers = {
            "Authorization": f"Bearer {self._site.token}",
            "Content-Type": "application/json",
        }
        try:
            self._connection.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
        except (http.client.HTTPException, OSError):  # the server closed an idle connection
            self._connection.close()
            self._connection.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())


def ask(
    site: Served, texts: Sequence[str], requests: int, *, done: threading.Event, log: Log
) -> None:
    """Ask for at least so many answers, one after the other, and until `done`."""
    client, chance = Client(site), random.Random(id(log))  # noqa: S311
    while len(log.seconds) < requests or not done.is_set():
        asked = chance.sample(texts, TEXTS)
        began = time.perf_counter()
        try:
            status, body = client.post("classify", {"texts": asked})
        except (http.client.HTTPException, OSError) as error:
            log.failures.append(repr(error))
            client = Client(site)
            continue
        log.seconds.append(time.perf_counter() - began)
        if status == 200:
            log.answers.append((asked, body))
        else:
            log.failures.append(f"{status} {body}")


@contextmanager
def asking(site: Served, texts: Sequence[str], requests: int, clients: int) -> Iterator[Log]:
    """Have clients ask while the body runs and longer, and wait for the last answer."""
    done = threading.Event()
    logs = [Log() for _ in range(clients)]
    threads = [
        threading.Thread(
            target=ask,
            args=(site, texts, requests // clients),
            kwargs={"done": done, "log": log},
        )
        for log in logs
    ]
    together = Log()
    for thread in threads:
        thread.start()
    try:
        yield together
    finally:
        done.set()
    for thread, log in zip(threads, logs, strict=True):
        thread.join()
        together.answers += log.answers
        together.seconds += log.seconds
        together.failures += log.failures


def train(site: Served, texts: Sequence[str], number: int) -> None:
    """Change some labels, so that the next version differs, and train it."""
    client = Client(site)
    for text in texts[number * 5 : number * 5 + 5]:
        client.post("examples", {"text": f"{text}, round {number}", "label": "neither"})
    site.manage("train", "--fast")


def swap(site: Served, count: int, versions: int) -> int:
    """Activate the versions in turn and roll back every fourth time; return how many worked."""
    client, done = Client(site), 0
    for turn in range(count):
        path = f"versions/{turn % versions + 1}/activate"
        if turn % 4 == 3:
            path = "versions/rollback"
        status, _ = client.post(path, {"reason": "a drill"})
        done += status in (200, 201)
        time.sleep(0.05)
    return done


def count_mixed(log: Log, folder: Path, *, mixed: bool = False) -> int:
    """Return how many answers are not those of the version they name."""
    models = {
        int(path.stem.split("-")[1]): joblib.load(path) for path in folder.glob("model-*.joblib")
    }
    wrong = 0
    for asked, body in log.answers:
        number = body["model_version"]
        if mixed:
            number = number % len(models) + 1
        expected = models[number].predict_proba(asked)
        found = [
            [one["probabilities"][name] for name in ("marketing", "neither", "sales")]
            for one in body["answers"]
        ]
        wrong += not np.allclose(found, expected, rtol=0, atol=PLACES)
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if nothing failed and nothing was mixed."""
    parser = argparse.ArgumentParser(prog="python -m drills.swap", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--swaps", type=int, default=40)
    parser.add_argument("--trainings", type=int, default=5)
    parser.add_argument("--mixed", action="store_true", help="the control: it must find faults")
    options = parser.parse_args(arguments)
    rows = json.loads((ROOT / "fixtures" / "tasks.json").read_text(encoding="utf-8"))
    texts = [row["text"] for row in rows]
    unlimited = {"API_RATE_TOKEN": "1000000000"}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), settings=unlimited) as site:
        train(site, texts, 0)
        quiet_requests = max(options.requests // 10, options.clients)
        with asking(site, texts, quiet_requests, options.clients) as quiet:
            pass
        with asking(site, texts, options.requests, options.clients) as log:
            swapped = 0
            for number in range(1, options.trainings + 1):
                train(site, texts, number)
                swapped += swap(site, options.swaps // options.trainings, number + 2)
        wrong = count_mixed(log, Path(folder) / "models", mixed=options.mixed)
    versions = len({body["model_version"] for _, body in log.answers})
    print(f"{len(log.answers):,} answers by {versions} versions during {swapped} swaps")
    print(f"failed: {len(log.failures)} {log.failures[:3]}   mixed: {wrong}")
    print(f"p99 quiet {p99(quiet.seconds):.1f} ms, during the swaps {p99(log.seconds):.1f} ms")
    return int(bool(log.failures or wrong))


def p99(seconds: Sequence[float]) -> float:
    """Return the 99th percentile in milliseconds."""
    return 1000 * statistics.quantiles(seconds, n=100)[98]


if __name__ == "__main__":
    raise SystemExit(main())
