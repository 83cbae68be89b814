"""What the worker's watch does for batches: lost ones queued again, old files removed."""

import time
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from classifier import conf
from classifier.models import Batch

from .batch_files import batch_id_of, files_of, folder, remove_files
from .batch_scoring import fail

ATTEMPTS = 3
"""How often a batch is begun before it counts as one that ends its worker."""

WAITS = timedelta(minutes=10)
"""After so long a queued batch is handed to the workers again; to one that has it twice, once."""

ORPHAN_AFTER = 30 * 60
"""Seconds after which a file that belongs to no batch is removed; uploads take far less."""

LOST = f"The worker was lost {ATTEMPTS} times while it scored this file."


def requeue_lost() -> list[UUID]:
    """Queue again what lost its worker, or waits for long; return which ones need a worker told.

    What was begun `ATTEMPTS` times is failed instead. The database's clock decides.
    """
    silent = Q(heartbeat_at__lt=Now() - timedelta(seconds=conf.lease_seconds()))
    lost = Batch.objects.filter(silent, state=Batch.State.RUNNING)
    ids = []
    for batch in lost:
        again = lost.filter(pk=batch.pk, attempts=batch.attempts)
        if batch.attempts >= ATTEMPTS:
            fail(again, batch.pk, LOST)
        elif again.update(state=Batch.State.QUEUED, queued_at=Now()):
            ids.append(batch.pk)
    waiting = Batch.objects.filter(state=Batch.State.QUEUED, queued_at__lt=Now() - WAITS)
    ids += [pk for pk in _ids(waiting) if waiting.filter(pk=pk).update(queued_at=Now())]
    return ids


def forget_old_batches() -> int:
    """Remove the files of results whose time is over; their rows stay. Return how many."""
    old = old_batches()
    ids = _ids(old)
    for pk in ids:
        old.filter(pk=pk).update(has_files=False, columns=[])
        remove_files(files_of(pk))
    return len(ids)


def old_batches() -> QuerySet[Batch]:
    """Return the batches whose result's time is over."""
    return Batch.objects.filter(
        state=Batch.State.SUCCEEDED, has_files=True, expires_at__lte=timezone.now()
    )


def remove_orphans() -> int:
    """Remove the files that no batch needs: of uploads that broke off, of what was deleted.

    What others put into the folder is left alone. Returns how many there were.
    """
    before = time.time() - ORPHAN_AFTER
    ours = {path: pk for path in folder().iterdir() if (pk := batch_id_of(path))}
    old = {path: pk for path, pk in ours.items() if path.stat().st_mtime < before}
    batches = Batch.objects.filter(pk__in=set(old.values()), has_files=True)
    needed = set(batches.values_list("pk", flat=True))
    orphans = [path for path, pk in old.items() if pk not in needed]
    remove_files(orphans)
    return len(orphans)


def _ids(rows: QuerySet[Batch]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))
