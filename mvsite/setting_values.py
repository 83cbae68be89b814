"""What values of settings may be; each raises ValidationError, to which the variable is added."""

import importlib.util
import logging
import re
from ipaddress import ip_network
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from environs import ValidationError
from redis import Redis, RedisError

_LEVELS = logging.getLevelNamesMapping()
_PLACE = re.compile(r"(\w+://)(?:.*@)?((?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?)?", re.DOTALL)
"""Scheme, host and port of an address, without what may be a password."""


def networks(values: list[str]) -> None:
    """Let addresses and networks pass."""
    for value in values:
        try:
            ip_network(value)
        except ValueError as error:
            raise ValidationError(f"“{value}” is no address or network like 10.0.0.0/8.") from error


def origins(values: list[str]) -> None:
    """Let origins with their scheme pass."""
    for value in values:
        try:
            is_origin = urlsplit(value).scheme in ("http", "https")
        except ValueError:
            is_origin = False
        if not is_origin:
            raise ValidationError(f"“{value}” is no origin like https://tasks.example.org.")


def redis_address(value: str) -> None:
    """Let nothing at all pass, and addresses that the client of Redis can use; tell no password."""
    if not value or _is_of_redis(value):
        return
    place = _PLACE.match(value)
    told = f"“{place[1]}{place[2] or ''}”" if place else "Its value"
    raise ValidationError(
        f"{told} is no address of a Redis like rediss://:password@cache.example.org:6379/0, where "
        "a / in the password is written %2F. Leave it empty if there is none."
    )


def _is_of_redis(value: str) -> bool:
    if not value.startswith(("redis://", "rediss://")):
        return False
    try:
        Redis.from_url(value).connection_pool.make_connection()  # it does not connect yet
    except (ValueError, TypeError, RedisError):
        return False
    return True


def time_zone(value: str) -> None:
    """Let names of the IANA's time zones pass."""
    if value not in available_timezones():
        raise ValidationError(f"“{value}” is no time zone like Europe/Berlin.")


def dotted_path(value: str) -> None:
    """Let the path of something in a module that can be imported pass."""
    module = value.rpartition(".")[0]
    try:
        is_there = bool(module) and importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        raise ValidationError(f"“{value}” is no path of a class like package.module.Class.")


def log_level(value: str) -> None:
    """Let the names of the levels pass."""
    if value.upper() not in _LEVELS:
        raise ValidationError(f"“{value}” is none of {', '.join(_LEVELS)}.")
