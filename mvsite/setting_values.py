"""What values of settings may be; each raises ValidationError, to which the variable is added."""

import importlib.util
import logging
from ipaddress import ip_network
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from environs import ValidationError

_LEVELS = logging.getLevelNamesMapping()


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
