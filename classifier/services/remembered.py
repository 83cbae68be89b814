"""What every answer needs and seldom changes, kept in memory for a moment.

A change made elsewhere is seen after at most `conf.remembered_seconds()` plus the time of one
reading; one made in this process at once, if it calls `forget`.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from django.db import Error

from classifier import conf

logger = logging.getLogger(__name__)

T = TypeVar("T")


class _Kept(NamedTuple, Generic[T]):
    value: T
    asked_at: float
    generation: int
    is_last_known: bool = False
    """Whether it could not be read anew."""


class Remembered(Generic[T]):
    """One value, read by one thread at a time; the others go on with the last one meanwhile.

    Readings follow each other, so no thread sees an older value after a newer one. While the
    database is away, the last value is kept.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        """Remember what `read` returns; what it raises is raised to the one who asked."""
        self._read = read
        self._kept: _Kept[T] | None = None
        self._generation = 0
        self._lock = threading.Lock()

    def get(self) -> T:
        """Return the value, read anew if it is too old."""
        kept = self._kept
        if kept is not None and self._is_fresh(kept):
            return kept.value
        usable = kept is not None and kept.generation == self._generation
        if not self._lock.acquire(blocking=not usable):
            assert kept is not None  # noqa: S101 - else it would have waited
            return kept.value
        try:
            return self._renew()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Have the next one who asks read anew, and all others wait for that."""
        self._generation += 1

    def _is_fresh(self, kept: _Kept[T]) -> bool:
        young = time.monotonic() - kept.asked_at < conf.remembered_seconds()
        return young and kept.generation == self._generation

    def _renew(self) -> T:
        kept = self._kept
        if kept is not None and self._is_fresh(kept):  # another thread has just read it
            return kept.value
        asked_at, generation = time.monotonic(), self._generation
        try:
            self._kept = _Kept(self._read(), asked_at, generation)
        except Error:
            if kept is None:
                raise
            if not kept.is_last_known:  # once an outage, not at each reading
                logger.warning("The database does not answer; what was read last is used on")
            self._kept = _Kept(kept.value, time.monotonic(), generation, is_last_known=True)
        return self._kept.value
