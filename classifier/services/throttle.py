"""How many calls one caller has made in the last minute, counted over all processes.

A window begins with a caller's first call and lasts a minute; the next call after it begins a
new one. Redis counts if there is one, else a small SQLite file beside the database, and if that
fails, each process by itself: a store that is down lets more through, it refuses nobody.
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


def seconds_to_wait(caller: str, *, limit: int) -> int:
    """Count a call of `caller`; return 0 if it may pass, else the seconds until one may."""
    count, left = _count(hashlib.blake2b(caller.encode(), digest_size=16).hexdigest())
    return 0 if count <= limit else max(1, math.ceil(left))


def _count(key: str) -> tuple[int, float]:
    """Return the number of this call in its window, and the seconds left of that."""
    global _resting_until  # noqa: PLW0603 - one rest a process
    if time.monotonic() >= _resting_until:
        try:
            if url := conf.cache_url():
                return throttle_redis.count(url, key, WINDOW)
            return throttle_sqlite.count(conf.data_dir() / "throttle.sqlite3", key, WINDOW)
        except (RedisError, sqlite3.Error, OSError) as error:
            logger.warning("Calls are counted by each process alone: %s", type(error).__name__)
            _resting_until = time.monotonic() + _REST
    return throttle_memory.count(key, WINDOW)
