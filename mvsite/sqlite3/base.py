"""A connection that waits for the right to write in turn, more or less.

SQLite's own wait is no queue: it asks at once, then ever more seldom, down to ten times a second.
Who came last asks most often, and who has waited longest is overtaken: of eight processes that
wrote without a pause, one waited more than thirteen seconds. Here it is the other way round.
"""

import random
import sqlite3
import time
from typing import Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base

FIRST_PAUSE: Final = 0.005
"""Seconds between two attempts of who has just come, more or less."""
LAST_PAUSE: Final = 0.0003
"""The same for who has waited long."""
_IMPATIENCE: Final = 0.05
"""By so much of the wait the pause grows shorter."""
_TIMEOUT: Final = 5.0
"""Seconds to wait where the settings say nothing: what `sqlite3.connect` does."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins a transaction once no other process writes; waits as long as OPTIONS["timeout"]."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction; raises OperationalError if others write all the time."""
        timeout = float(self.settings_dict["OPTIONS"].get("timeout", _TIMEOUT))
        begun = time.monotonic()
        self._wait_in_sqlite(0)
        try:
            waited = 0.0
            while not self._has_begun(last=waited >= timeout):
                time.sleep(_pause(waited))
                waited = time.monotonic() - begun
        finally:
            self._wait_in_sqlite(timeout)

    def _has_begun(self, *, last: bool) -> bool:
        """Try to begin and return whether that worked; if it is the `last` try, it must."""
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except OperationalError as error:
            if last or not _is_busy(error):
                raise
            return False
        return True

    def _wait_in_sqlite(self, seconds: float) -> None:
        with self.wrap_database_errors:
            self.connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")


def _pause(waited: float) -> float:
    """Return how long to sleep: ever shorter, and of some chance, so that none walk in step."""
    usual = max(FIRST_PAUSE - _IMPATIENCE * waited, LAST_PAUSE)
    return random.uniform(usual / 2, usual * 3 / 2)  # noqa: S311 - no secret


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
