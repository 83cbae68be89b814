"""Calls counted in Redis, by all processes of all machines."""

from functools import lru_cache
from typing import Any

import redis

# One script, so that a counter never stays without its end.
_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
"""
_TIMEOUT = 0.25


def count(url: str, key: str, window: int) -> tuple[int, float]:
    """Count a call; return its number in the window of `key`, and the seconds left of that.

    Raises RedisError if Redis does not answer in a quarter of a second.
    """
    calls, milliseconds = _script(url)(keys=[f"mvsite:calls:{key}"], args=[window * 1000])
    return calls, milliseconds / 1000


@lru_cache(maxsize=4)
def _script(url: str) -> Any:
    client = redis.Redis.from_url(
        url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=None
    )
    return client.register_script(_COUNT)
