"""Logins that fail are few an hour, counted before any password is hashed.

An attempt counts when it begins, so that many at once are not more than the limit; one that
succeeds is given back. Names count whether they exist or not.
"""

import unicodedata

from classifier import conf

from . import throttle

_HOUR = 60 * 60


def seconds_to_wait(*, address: str, name: str) -> int:
    """Count an attempt; return 0 if it may go on, else the seconds until one may.

    An address that is over its limit does not use up that of a name.
    """
    by_address = throttle.seconds_to_wait(
        _address(address), limit=conf.login_rate_address(), window=_HOUR
    )
    if by_address:
        return by_address
    return throttle.seconds_to_wait(_name(name), limit=conf.login_rate_name(), window=_HOUR)


def give_back(*, address: str, name: str) -> None:
    """Let an attempt not count, because it succeeded."""
    for caller in (_address(address), _name(name)):
        throttle.give_back(caller, window=_HOUR)


def _address(address: str) -> str:
    return f"login from {address}"


def _name(name: str) -> str:
    return f"login as {unicodedata.normalize('NFKC', name).strip().casefold()}"
