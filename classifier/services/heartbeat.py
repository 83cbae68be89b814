"""The sign of life of work in the background: written from a thread of its own.

`fit` may be silent for long, so the beat does not depend on it.
"""

import logging
import threading
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from classifier import conf

from .outages import DatabaseAway

logger = logging.getLogger(__name__)


class Heartbeat:
    """While open, writes the time, and what was reported, to a row every second or so."""

    def __init__(self, row: QuerySet[Any], name: str) -> None:
        """Beat for the row that `row` finds as long as the work is this process's."""
        self._row, self._name = row, name
        self._reported: dict[str, Any] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat {name}", daemon=True)

    def report(self, **values: Any) -> None:
        """Take values of columns; they are written with the next beat."""
        self._reported = values

    def __enter__(self) -> Self:
        """Start beating."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop beating."""
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        pause = min(1.0, conf.lease_seconds() / 6)
        try:
            while not self._stop.wait(pause):
                self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        try:
            self._row.update(heartbeat_at=Now(), **self._reported)
        except DatabaseAway:
            logger.warning("A heartbeat of %s could not be written", self._name)
            connection.close()  # the next one opens its own, to a database started anew
