"""A connection that waits for the right to write in turn, more or less.

SQLite's own wait is no queue: it asks at once, then ever more seldom, down to ten times a second.
Who came last asks most often, and who has waited longest is overtaken: of eight processes that
wrote without a pause, one waited more than thirteen seconds. Here it is the other way round, for
whatever asks for the right: a transaction that begins, and a statement that is one by itself.

Django finds this by its name in DATABASES: ENGINE is `mvsite.sqlite3`.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db.backends.sqlite3 import base

T = TypeVar("T")

FIRST_PAUSE: Final = 0.005
"""Seconds between two attempts of who has just come, more or less."""
LAST_PAUSE: Final = 0.0003
"""The same for who has waited long."""
_IMPATIENCE: Final = 0.05
"""By so much of the wait the pause grows shorter."""
_TIMEOUT: Final = 5.0
"""Seconds to wait where the settings say nothing: what `sqlite3.connect` does."""

_ASKS_FOR_THE_RIGHT: Final = re.compile(
    r"\s*(?:BEGIN\s+(?:IMMEDIATE|EXCLUSIVE)|INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE
)


class DatabaseWrapper(base.DatabaseWrapper):
    """Writes once no other process does; waits as long as OPTIONS["timeout"] says."""

    def create_cursor(self, name: Any = None) -> Any:
        """Return a cursor that waits in turn."""
        timeout = float(self.settings_dict["OPTIONS"].get("timeout", _TIMEOUT))
        return self.connection.cursor(factory=lambda connection: _Cursor(connection, timeout))


class _Cursor(base.SQLiteCursorWrapper):
    def __init__(self, connection: sqlite3.Connection, timeout: float) -> None:
        super().__init__(connection)
        self._timeout = timeout

    def execute(self, query: str, params: Any = None) -> Any:
        return self._in_turn(query, lambda: super(_Cursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        rows = list(param_list)
        return self._in_turn(query, lambda: super(_Cursor, self).executemany(query, rows))

    def _in_turn(self, query: str, attempt: Callable[[], T]) -> T:
        """Return what `attempt` does; raises sqlite3.OperationalError after too long a wait."""
        if self.connection.in_transaction or not _ASKS_FOR_THE_RIGHT.match(query):
            return attempt()
        begun = time.monotonic()
        self._wait_in_sqlite(0)
        try:
            while True:
                waited = time.monotonic() - begun
                try:
                    return attempt()
                except sqlite3.OperationalError as error:
                    if waited >= self._timeout or not _is_busy(error):
                        raise
                time.sleep(_pause(waited))
        finally:
            self._wait_in_sqlite(self._timeout)

    def _wait_in_sqlite(self, seconds: float) -> None:
        """Have SQLite itself wait so long, as it does within a transaction, or not at all."""
        self.connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")


def _pause(waited: float) -> float:
    """Return how long to sleep: ever shorter, and of some chance, so that none walk in step."""
    usual = max(FIRST_PAUSE - _IMPATIENCE * waited, LAST_PAUSE)
    return random.uniform(usual / 2, usual * 3 / 2)  # noqa: S311 - no secret


def _is_busy(error: sqlite3.OperationalError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
