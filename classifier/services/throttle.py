"""How many calls one caller has made of late, counted over all processes.

A window begins with a caller's first call and lasts a minute, if nothing else is said; the next
call after it begins a new one. Redis counts if there is one, else a small SQLite file beside
the database, and if that fails, each process by itself: a store that is down lets more through,
it refuses nobody.
"""

import hashlib
import logging
import math
import sqlite3
import time

from redis import RedisError

from classifier import conf

from . import throttle_memory, throttle_redis, throttle_sqlite

logger = logging.getLogger(__name__)

WINDOW = 60
"""Seconds."""

_REST = 5.0
"""Seconds for which a store that failed is left alone."""

_resting_until = 0.0


def seconds_to_wait(caller: str, *, limit: int, window: int | None = None) -> int:
    """Count a call of `caller`; return 0 if it may pass, else the seconds until one may.

    `window` is in seconds, at most an hour; a caller's is always the same.
    """
    count, left = _count(_key(caller), 1, WINDOW if window is None else window)
    return 0 if count <= limit else max(1, math.ceil(left))


def give_back(caller: str, *, window: int) -> None:
    """Let a call that was counted in this window not count after all."""
    _count(_key(caller), -1, window)


def _key(caller: str) -> str:
    return hashlib.blake2b(caller.encode(), digest_size=16).hexdigest()


def _count(key: str, calls: int, window: int) -> tuple[int, float]:
    """Add `calls`; return how many are in the window, and the seconds left of that."""
    global _resting_until  # noqa: PLW0603 - one rest a process
    if time.monotonic() >= _resting_until:
        try:
            if url := conf.cache_url():
                return throttle_redis.count(url, key, calls, window)
            return throttle_sqlite.count(conf.data_dir() / "throttle.sqlite3", key, calls, window)
        except (RedisError, sqlite3.Error, OSError) as error:
            logger.warning("Calls are counted by each process alone: %s", type(error).__name__)
            _resting_until = time.monotonic() + _REST
    return throttle_memory.count(key, calls, window)
