"""Disks that are full and databases that are away: told apart, and said in plain words."""

import errno

from django.db import InterfaceError, OperationalError, connection

DatabaseAway = (OperationalError, InterfaceError)
"""What is raised where a database is away, starting, full or locked for long."""

FULL = "The disk is full: nothing was kept. Make room on the server, then try again."
AWAY = "The database did not answer while it worked. Try again."

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_SQLITE_FULL = 13
_POSTGRESQL_FULL = "53100"


def is_disk_full(error: BaseException) -> bool:
    """Return whether the system, SQLite or PostgreSQL found no room."""
    return any(_says_full(one) for one in (error, error.__cause__) if one is not None)


def renew_connection() -> None:
    """Have the next query open a connection of its own if this thread's is dead by now."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _says_full(error: BaseException) -> bool:
    return (
        (isinstance(error, OSError) and error.errno in _NO_ROOM)
        or getattr(error, "sqlite_errorcode", None) == _SQLITE_FULL
        or getattr(error, "sqlstate", None) == _POSTGRESQL_FULL
    )
