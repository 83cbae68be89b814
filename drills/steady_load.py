"""Requests at a steady rate, whatever becomes of them, by as many clients as that takes."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

CLIENTS = 12
"""Requests that can be under way at once: those that wait must not hold up the others."""

Ask = Callable[[], httpx.Response]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a request, and when by `time.monotonic`."""

    kind: str
    began: float
    ended: float
    status: int
    """0 if there was no answer."""
    says_when: bool
    """Whether it has a header `Retry-After`."""

    @property
    def failed(self) -> bool:
        """Whether the site failed to answer."""
        return self.status == 0 or self.status >= 500


@dataclass(slots=True)
class Load:
    """All that was seen, in the order of the answers."""

    seen: list[Seen] = field(default_factory=list)

    def of(self, kinds: Sequence[str]) -> list[Seen]:
        """Return what was seen of these kinds of requests."""
        return [one for one in self.seen if one.kind in kinds]


@contextmanager
def steady_load(kinds: Mapping[str, Ask], shares: Sequence[str], rate: float) -> Iterator[Load]:
    """Have requests sent while the body runs, `rate` a second; `shares` are their kinds in turn."""
    load, done, began = Load(), threading.Event(), time.monotonic()
    turns = enumerate(itertools.cycle(shares))
    lock = threading.Lock()

    def work() -> None:
        while not done.is_set():
            with lock:
                number, kind = next(turns)
            if done.wait(max(0.0, began + number / rate - time.monotonic())):
                return
            load.seen.append(_ask(kind, kinds[kind]))

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _ask(kind: str, ask: Ask) -> Seen:
    began = time.monotonic()
    try:
        answer = ask()
    except httpx.HTTPError as error:
        print(f"{kind}: {error!r}", flush=True)
        return Seen(kind, began, time.monotonic(), 0, says_when=False)
    # Who is sent to a login instead of what was asked for has been logged out.
    status = answer.history[0].status_code if answer.history else answer.status_code
    return Seen(kind, began, time.monotonic(), status, "Retry-After" in answer.headers)
