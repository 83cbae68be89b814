"""A training run's sign of life: progress and lease, written from a thread of its own.

`fit` may be silent for long, so the beat does not depend on it.
"""

import logging
import threading
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.db.models.functions import Now

from classifier import conf
from classifier.models import TrainingRun

logger = logging.getLogger(__name__)


class Heartbeat:
    """While open, writes the latest progress and the time to the run's row every second or so."""

    def __init__(self, run_id: int) -> None:
        """Beat for the run with this id."""
        self._run_id = run_id
        self._progress = ("Reading the examples", 0, 0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{run_id}", daemon=True)

    def report(self, stage: str, done: int, total: int) -> None:
        """Take progress; it is written with the next beat."""
        self._progress = (stage, done, total)

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
        stage, done, total = self._progress
        try:
            TrainingRun.objects.filter(pk=self._run_id, state=TrainingRun.State.RUNNING).update(
                heartbeat_at=Now(), stage=stage, done=done, total=total
            )
        except DatabaseError:
            logger.warning("Training %s: a heartbeat could not be written", self._run_id)
