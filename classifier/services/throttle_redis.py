"""Calls counted in Redis, by all processes of all machines."""

from functools import lru_cache
from typing import Any

import redis

# One script, so that a counter never stays without its end.
_COUNT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[2])
if count < 0 then
  count = 0
  redis.call('SET', KEYS[1], 0)
end
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
"""
_TIMEOUT = 0.25


def count(url: str, key: str, calls: int, window: int) -> tuple[int, float]:
    """Add `calls` to the window of `key`; return how many it has, and the seconds left of it.

    Raises RedisError if Redis does not answer in a quarter of a second.
    """
    script, name = _script(url), f"mvsite:calls:{key}"
    total, milliseconds = script(keys=[name], args=[window * 1000, calls])
    return total, milliseconds / 1000


@lru_cache(maxsize=4)
def _script(url: str) -> Any:
    client = redis.Redis.from_url(
        url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=None
    )
    return client.register_script(_COUNT)
