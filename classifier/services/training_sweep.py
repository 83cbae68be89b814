"""What the worker's watch does for trainings: forgotten ones handed on, remains removed."""

from datetime import timedelta

from django.db.models.functions import Now

from classifier.models import TrainingRun

from .kept_models import remove_unregistered

WAITS = timedelta(minutes=1)
"""After so long a queued training is handed to the workers again; told of it twice, one runs it."""

_LOOKED_FOR = timedelta(hours=1)
"""For so long after a training failed it is looked whether it left something behind."""


def find_forgotten() -> list[int]:
    """Return the queued training that waits for long, so that a worker is told of it again.

    The one that took it from the queue may have been killed before it began. The database's clock
    decides; it starts with the first look.
    """
    queued = TrainingRun.objects.filter(state=TrainingRun.State.QUEUED)
    queued.filter(heartbeat_at=None).update(heartbeat_at=Now())
    waiting = queued.filter(heartbeat_at__lt=Now() - WAITS)
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
