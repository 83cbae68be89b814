"""People and programs at a served site, each at a steady pace, and what they got amiss."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from .served_api import Served
from .staff_browser import superuser


@dataclass(slots=True)
class Visits:
    """What all visitors together saw."""

    counts: Counter[int] = field(default_factory=Counter)
    """Answers by status."""
    failures: list[str] = field(default_factory=list)
    """Requests that were not answered, or not as they should be."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, wrong: str = "") -> None:
        """Count an answer, and keep what is wrong with it."""
        with self._lock:
            self.counts[status] += 1
            if wrong:
                self.failures.append(wrong)

    def fail(self, wrong: str) -> None:
        """Keep what came instead of an answer."""
        with self._lock:
            self.failures.append(wrong)


class Stopped(Exception):
    """The visits are over."""


class Visitor:
    """Asks the API and the pages in turn, one request every `pause` seconds at most."""

    def __init__(
        self, site: Served, visits: Visits, done: threading.Event, *, pause: float, number: int
    ) -> None:
        """Log in as the drill's superuser; `number` makes each one's choices its own."""
        self.chance = random.Random(number)  # noqa: S311
        self.number = number
        self.kept: dict[str, Any] = {}
        """What this visitor remembers from one errand to the next."""
        self.pause = pause
        self._visits, self._done = visits, done
        self._next = time.monotonic() + pause * self.chance.random()
        self._api = httpx.Client(
            base_url=f"{site.url}/api/v1/",
            headers={"Authorization": f"Bearer {site.token}"},
            limits=httpx.Limits(keepalive_expiry=1),  # sooner than the server hangs up
            timeout=60,
        )
        self._staff = superuser(site.url)

    def close(self) -> None:
        """Close its connections."""
        self._api.close()
        self._staff.close()

    def call(
        self, method: str, path: str, body: object = None, *, expect: int = 200, **more: Any
    ) -> httpx.Response:
        """Ask the API, with `body` as JSON if there is one."""
        self._wait()
        more = more if body is None else {"json": body, **more}
        return self._judge(self._api.request(method, path, **more), expect)

    def page(self, path: str, *, expect: int = 200) -> httpx.Response:
        """Ask for a page."""
        self._wait()
        return self._judge(self._staff.get(path), expect)

    def send(
        self, path: str, form: dict[str, str] | None = None, *, expect: int = 200, **more: Any
    ) -> httpx.Response:
        """Send a page's form."""
        self._wait()
        return self._judge(self._staff.post(path, form, **more), expect)

    def rest(self, seconds: float) -> None:
        """Do nothing for a while."""
        if self._done.wait(seconds):
            raise Stopped

    def _wait(self) -> None:
        """Wait for this visitor's next turn; who is late makes up for nothing."""
        if self._done.wait(max(0.0, self._next - time.monotonic())):
            raise Stopped
        self._next = max(self._next, time.monotonic() - self.pause) + self.pause

    def _judge(self, answer: httpx.Response, expect: int) -> httpx.Response:
        place = f"{answer.request.method} {answer.url.path}"
        wrong = answer.status_code != expect or answer.url.path == "/admin/login/"
        text = f"{answer.status_code} {place} {answer.text[:200]}" if wrong else ""
        self._visits.note(answer.status_code, text)
        if wrong:
            raise Unexpected
        return answer


class Unexpected(Exception):
    """An answer that is noted already; what would follow it makes no sense."""
