"""A server that cannot be reached is left alone for a moment, by all threads of a process."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

SHORTEST = 0.25
"""Seconds: a server that is started anew is found soon."""


class Resting(Exception):
    """The server could not be reached a moment ago, so nobody tried now."""


class Rest:
    """Lets all threads try to connect, but after a failure one at a time, with rests between.

    A rest is as long as the failed attempt was: an address that swallows what is sent to it makes
    every attempt wait for its whole limit, and then one thread waits half of the time, no more.
    """

    def __init__(self) -> None:
        """Begin without any failure."""
        self._lock = threading.Lock()
        self._failed = self._trying = False
        self._until = 0.0

    def connect(self, attempt: Callable[[], T]) -> T:
        """Return what `attempt` makes; raises what it raises, or Resting."""
        with self._lock:
            if self._failed and (self._trying or time.monotonic() < self._until):
                raise Resting
            self._trying = True
        began = time.monotonic()
        try:
            made = attempt()
        except Exception:
            self._begin(time.monotonic() - began)
            raise
        else:
            self._failed = False
            return made
        finally:
            self._trying = False

    def note_silence(self, seconds: float) -> None:
        """Rest as after a failure if a connection that is open was silent for so long."""
        if seconds >= SHORTEST:
            self._begin(seconds)

    def _begin(self, seconds: float) -> None:
        self._failed, self._until = True, time.monotonic() + max(SHORTEST, seconds)
