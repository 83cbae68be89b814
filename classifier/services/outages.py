"""Disks that are full and databases that are away: told apart, and said in plain words."""

import errno
import logging

from django.db import InterfaceError, OperationalError, connection

from classifier.exceptions import DatabaseSilent, OutOfSpace, ServiceError

logger = logging.getLogger(__name__)

DatabaseAway = (OperationalError, InterfaceError)
"""What is raised where a database is away, starting, full or locked for long."""

FULL = "The disk is full: nothing was kept. Make room on the server, then try again."
AWAY = "The database did not answer while it worked. Try again."

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_SQLITE_FULL = 13
_POSTGRESQL_FULL = "53100"
_SQLITE_AWAY = {5, 6, 10, 14}  # busy, locked, not readable, cannot be opened
# Connections; shut down, crashed or starting; memory and connections used up; locked for long.
_POSTGRESQL_AWAY = ("08", "57P", "532", "533", "55P03", "25P03")


def refusal_in(error: BaseException | None) -> ServiceError | None:
    """Return how a face refuses what ended with `error`; None if the fault is ours."""
    if isinstance(error, ServiceError):
        return error
    if error is not None and is_disk_full(error):
        return OutOfSpace(FULL)
    if is_away(error):
        logger.warning("The database does not answer: %s", type(error).__name__)
        return DatabaseSilent()
    return None


def is_disk_full(error: BaseException) -> bool:
    """Return whether the system, SQLite or PostgreSQL found no room."""
    return any(_says_full(one) for one in (error, error.__cause__) if one is not None)


def is_away(error: BaseException | None) -> bool:
    """Return whether the database is away or overrun, so that the same may work in a moment.

    A statement that took too long or is wrong is not: that is a fault of ours.
    """
    if not isinstance(error, DatabaseAway):
        return False
    sqlite, postgresql = _codes(error)
    if sqlite is not None:
        return sqlite & 0xFF in _SQLITE_AWAY
    return postgresql is None or postgresql.startswith(_POSTGRESQL_AWAY)


def is_outcome_unknown(error: BaseException) -> bool:
    """Return whether a write that ended with `error` may have happened all the same.

    So it is where the connection broke and the database could not say a word.
    """
    return isinstance(error, DatabaseAway) and _codes(error) == (None, None)


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


def _codes(error: BaseException) -> tuple[int | None, str | None]:
    """Return what SQLite and PostgreSQL call the error; Django keeps it in the cause."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorcode", None), getattr(cause, "sqlstate", None)
