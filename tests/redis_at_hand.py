"""The Redis of the machine, where there is one: a database of it that is the tests' own."""

import pytest

REDIS = "redis://127.0.0.1:6379/9"


def emptied_redis():
    """Return a client of that database, which is empty; skips the test if there is none."""
    redis = pytest.importorskip("redis")
    client = redis.Redis.from_url(REDIS)
    try:
        client.flushdb()
    except redis.RedisError:
        pytest.skip("no Redis at hand")
    return client
