"""What the worker's watch does for trainings: forgotten ones handed on, remains removed."""

from datetime import timedelta

from django.db.models.functions import Now

from classifier import conf
from classifier.models import TrainingRun

from .kept_models import remove_unregistered

_LOOKED_FOR = timedelta(hours=1)
"""For so long after a training failed it is looked whether it left something behind."""


def find_forgotten() -> list[int]:
    """Return the queued training that waits for long, so that a worker is told of it again.

    The one that took it from the queue may have been killed before it began; where none was, a
    second word does no harm. The database's clock decides; it starts with the first look.
    """
    long_ago = Now() - timedelta(seconds=2 * conf.lease_seconds())
    queued = TrainingRun.objects.filter(state=TrainingRun.State.QUEUED)
    queued.filter(heartbeat_at=None).update(heartbeat_at=Now())
    waiting = queued.filter(heartbeat_at__lt=long_ago)
    ids = list(waiting.values_list("pk", flat=True))
    return [pk for pk in ids if waiting.filter(pk=pk).update(heartbeat_at=Now())]


def remove_remains() -> int:
    """Remove the model files that a failed training left without a version; return how many.

    While another one is under way nothing is touched: it may be about to write.
    """
    runs = TrainingRun.objects.all()
    failed = runs.filter(
        state=TrainingRun.State.FAILED, finished_at__gt=Now() - _LOOKED_FOR
    ).exists()
    if not failed or runs.filter(state__in=TrainingRun.UNDER_WAY).exists():
        return 0
    return remove_unregistered()
