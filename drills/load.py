"""Clients that ask a served site at a constant rate, whether it answers or not."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from .served_api import Served

CLIENTS = 32
"""So many requests may wait for their answers at once."""

_COOKIE = "drilldrilldrilldrilldrilldrill01"


@dataclass(frozen=True, slots=True)
class Question:
    """A request that is sent again and again."""

    name: str
    path: str
    body: str
    headers: dict[str, str]
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Asked:
    """When a request was sent (`time.monotonic`), how long it took, and what came."""

    name: str
    at: float
    seconds: float
    status: int
    """0 where no answer came."""
    detail: str

    @property
    def is_failure(self) -> bool:
        """Whether the site is to blame."""
        return self.status == 0 or self.status >= 500


@dataclass(slots=True)
class Load:
    """What the clients saw."""

    asked: list[Asked] = field(default_factory=list)

    def failures(self, *names: str) -> list[Asked]:
        """Return the requests that failed, of these questions or of all."""
        return [one for one in self.asked if one.is_failure and (not names or one.name in names)]

    def slowest(self) -> float:
        """Return the seconds of the slowest answer."""
        return max((one.seconds for one in self.asked), default=0.0)


def classify_openly(text: str = "Cold call prospects") -> Question:
    """Ask the API without a token."""
    kind = {"Content-Type": "application/json"}
    return Question("API", "/api/v1/classify", json.dumps({"text": text}), kind)


def classify_with(token: str, text: str = "Draft a press release") -> Question:
    """Ask the API with a token."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return Question("API, token", "/api/v1/classify", json.dumps({"text": text}), headers)


def classify_on_page(text: str = "Plan the spring campaign") -> Question:
    """Ask on the front page, as a visitor does."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={_COOKIE}",
    }
    return Question("page", "/", urlencode({"text": text, "csrfmiddlewaretoken": _COOKIE}), headers)


@contextmanager
def asking_steadily(site: Served, questions: Sequence[Question], rate: float) -> Iterator[Load]:
    """Ask the questions in turn, so many a second in all, while the body runs."""
    load, done, ticks = Load(), threading.Event(), itertools.count()
    start = time.monotonic()

    def ask_on() -> None:
        while True:
            tick = next(ticks)
            if done.wait(max(0.0, start + tick / rate - time.monotonic())):
                return
            load.asked.append(ask(site, questions[tick % len(questions)]))

    threads = [threading.Thread(target=ask_on) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        done.set()
        for thread in threads:
            thread.join()


def ask(site: Served, question: Question, *, timeout: float = 60) -> Asked:
    """Send one request on a connection of its own and wait for the answer."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=timeout)
    at, status, detail = time.monotonic(), 0, ""
    try:
        connection.request(question.method, question.path, question.body, question.headers)
        response = connection.getresponse()
        status, detail = response.status, response.read(200).decode(errors="replace")
    except (http.client.HTTPException, OSError) as error:
        detail = repr(error)
    finally:
        connection.close()
    return Asked(question.name, at, time.monotonic() - at, status, detail)
