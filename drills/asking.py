"""Clients that classify without a pause while something else happens to the site."""

import http.client
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .api_client import Client

TEXTS = 5
"""Texts in each request: all must be answered by one version."""


@dataclass(slots=True)
class Log:
    """What the clients saw."""

    answers: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    """When each of those was asked, by `time.perf_counter`."""
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Log") -> None:
        """Take in what another client saw."""
        self.answers += other.answers
        self.seconds += other.seconds
        self.began += other.began
        self.failures += other.failures


@contextmanager
def asking(
    url: str,
    token: str,
    texts: Sequence[str],
    *,
    clients: int,
    requests: int = 0,
    pause: float = 0,
) -> Iterator[Log]:
    """Have clients classify while the body runs, at least so many times; fill the log after it.

    `pause` is how many seconds each client waits between two requests.
    """
    done = threading.Event()
    logs = [Log() for _ in range(clients)]
    threads = [
        threading.Thread(
            target=_ask,
            args=(Client(url, token), texts),
            kwargs={"requests": requests // clients, "pause": pause, "done": done, "log": log},
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
        for thread in threads:
            thread.join()
        for log in logs:
            together.add(log)


def _ask(
    client: Client,
    texts: Sequence[str],
    *,
    requests: int,
    pause: float,
    done: threading.Event,
    log: Log,
) -> None:
    """Ask for at least so many answers, one after the other, and until `done`."""
    chance = random.Random(id(log))  # noqa: S311
    while len(log.seconds) < requests or not done.is_set():
        asked = chance.sample(texts, TEXTS)
        began = time.perf_counter()
        try:
            status, body = client.post("classify", {"texts": asked})
        except (http.client.HTTPException, OSError, ValueError) as error:
            log.failures.append(repr(error))
            done.wait(0.1)
            requests -= 1
            continue
        log.seconds.append(time.perf_counter() - began)
        log.began.append(began)
        if status == 200:
            log.answers.append((asked, body))
        else:
            log.failures.append(f"{status} {body}")
        if pause:
            done.wait(pause)


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return that percentile in milliseconds."""
    return 1000 * statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]
