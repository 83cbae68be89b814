"""Tokens that were good a while ago, for the time in which nobody can be asked.

They are looked at only while the database is away: a token that was revoked is refused at once
when it is there, and by then not known here any more.
"""

import threading
import time
from dataclasses import dataclass

SECONDS = 10 * 60
"""For how long a token that was good counts as one that is."""

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A token that is good at this moment."""

    id: int
    user_id: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    token: KnownToken
    until: float


_seen: dict[str, _Seen] = {}
_lock = threading.Lock()


def note(digest: str, token: KnownToken) -> None:
    """Remember a token that is good and will be for so long; the oldest makes room for it."""
    with _lock:
        _seen.pop(digest, None)
        while len(_seen) >= _MOST:
            _seen.pop(next(iter(_seen)))
        _seen[digest] = _Seen(token, time.monotonic() + SECONDS)


def forget(digest: str) -> None:
    """Remember the token no more: it is not good."""
    with _lock:
        _seen.pop(digest, None)


def recall(digest: str) -> KnownToken | None:
    """Return the token if it was good a while ago."""
    seen = _seen.get(digest)
    return seen.token if seen and time.monotonic() < seen.until else None
