"""Calls counted in a SQLite file of their own, by all processes of one machine.

The file is apart from the database, so that a count never waits behind a label, and not synced:
what a power cut loses is the counts of a minute, or of an hour's logins.
"""

import os
import sqlite3
import threading
import time
from pathlib import Path

_TIMEOUT = 1.0
_CLEAN_EVERY = 5_000
_LONGEST = 60 * 60
_SET_UP = """
PRAGMA synchronous=OFF;
PRAGMA journal_mode=MEMORY;
CREATE TABLE IF NOT EXISTS window (
    key TEXT PRIMARY KEY, start REAL NOT NULL, calls INTEGER NOT NULL
) WITHOUT ROWID;
"""
_COUNT = """
INSERT INTO window VALUES (:key, :now, max(0, :calls)) ON CONFLICT (key) DO UPDATE SET
    calls = max(0, :calls + CASE WHEN start BETWEEN :before AND :after THEN calls ELSE 0 END),
    start = CASE WHEN start BETWEEN :before AND :after THEN start ELSE :now END
RETURNING calls, start
"""


class _Store:
    """This process's one connection to the file."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._path: Path | None = None
        self._connection: sqlite3.Connection | None = None
        self._counted = 0

    def count(self, path: Path, key: str, calls: int, window: int) -> tuple[int, float]:
        now = time.time()
        # A start in the future is another process's a moment ago, or a clock that was set back.
        values = {
            "key": key,
            "now": now,
            "calls": calls,
            "before": now - window,
            "after": now + window,
        }
        with self.lock:
            try:
                [(total, start)] = self._open(path).execute(_COUNT, values).fetchall()
            except sqlite3.Error:
                self.close()  # the next call opens the file anew
                raise
            self._counted += 1
            if self._counted % _CLEAN_EVERY == 0:
                self._open(path).execute("DELETE FROM window WHERE start <= ?", [now - _LONGEST])
        return total, start + window - now

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._path = None

    def _open(self, path: Path) -> sqlite3.Connection:
        if self._connection is None or path != self._path:
            self.close()
            self._connection = sqlite3.connect(
                path, timeout=_TIMEOUT, isolation_level=None, check_same_thread=False
            )
            self._connection.executescript(_SET_UP)
            self._path = path
        return self._connection


_store = _Store()


def count(path: Path, key: str, calls: int, window: int) -> tuple[int, float]:
    """Add `calls` to the window of `key`; return how many it has, and the seconds left of it.

    Raises sqlite3.Error if the file cannot be written within a second.
    """
    return _store.count(path, key, calls, window)


def _forget_connection() -> None:
    """SQLite's connections do not survive a fork; the child opens its own."""
    global _store  # noqa: PLW0603 - one a process
    _store = _Store()


os.register_at_fork(after_in_child=_forget_connection)
