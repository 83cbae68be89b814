"""How trainings end: by compare-and-set, and in words that help."""

import logging
import threading

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from classifier.core.errors import CoreError
from classifier.exceptions import ServiceError
from classifier.models import ModelVersion, TrainingRun

from .outages import AWAY, FULL, DatabaseAway, is_disk_full, renew_connection

logger = logging.getLogger(__name__)

LOST = "The worker was lost: it stopped without a word. The active model is unchanged; train again."
ERASED = "A text was erased while this training ran; train again."
OTHER = "The training failed; the log of the worker says why."

PATIENCE = 15 * 60
"""Seconds for which it is tried to write how a training failed, be it on a full disk."""

_PAUSE = 1.0
_State = TrainingRun.State


def end_run(
    run_id: int,
    state: TrainingRun.State,
    *,
    was: TrainingRun.State,
    version: ModelVersion | None = None,
) -> bool:
    """Move the run from `was` to its end by compare-and-set; return whether it moved."""
    ended = {"state": state, "version": version, "finished_at": Now()}
    return bool(TrainingRun.objects.filter(pk=run_id, state=was).update(**ended))


def is_known(error: BaseException) -> bool:
    """Return whether the words of `reason_for` are all there is to say."""
    return isinstance(error, (CoreError, ServiceError, OSError, *DatabaseAway))


def reason_for(error: BaseException) -> str:
    """Return in a sentence for trainers why a training failed."""
    if is_disk_full(error):
        return FULL
    if isinstance(error, CoreError | ServiceError | OSError):
        return str(error)
    return AWAY if isinstance(error, DatabaseAway) else OTHER


def fail_run(run_id: int, reason: str, *, patience: float = PATIENCE) -> None:
    """Write that the run failed and why; wait for a database that cannot be written now.

    Who found the run lost meanwhile knew less: the reason takes the place of that word.
    """
    pause, tries = threading.Event(), max(1, int(patience / _PAUSE))
    for number in range(1, tries + 1):
        try:
            _write(run_id, reason)
        except DatabaseAway:
            if number == tries:
                raise
            if number == 1:
                logger.warning("It cannot be written yet that training %s failed", run_id)
            connection.close()
            pause.wait(_PAUSE)
        else:
            return


def _write(run_id: int, reason: str) -> None:
    renew_connection()
    ours = Q(state=_State.RUNNING) | Q(state=_State.FAILED, error=LOST)
    TrainingRun.objects.filter(ours, pk=run_id).update(
        state=_State.FAILED, error=reason[:500], finished_at=Now()
    )
