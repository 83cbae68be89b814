"""Batches: files of tasks uploaded, scored in the background, fetched, cancelled, deleted."""

import logging
from typing import IO
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from classifier.exceptions import Conflict, NotFound
from classifier.models import Batch

from . import registry
from .batch_files import files_of, remove_files
from .batch_input import Intake, discard, take_in
from .batch_results import first_rows, result_chunks
from .batch_scoring import run_batch
from .file_names import shown_name
from .room import check_room

__all__ = [
    "batches_of",
    "cancel_batch",
    "create_batch",
    "delete_batch",
    "find_batch",
    "first_rows",
    "result_chunks",
    "run_batch",
]
logger = logging.getLogger(__name__)


def create_batch(*, file: IO[bytes], name: str, by: User) -> Batch:
    """Check the whole file, keep it for its uploader alone, and return a queued batch.

    `tasks.start_batch` also tells a worker. `name` is only shown, and says whether lines of text
    may be tasks.

    Raises
    ------
    InvalidInput
        If rows cannot be used; they are named. Nothing is kept, as with all refusals.
    TooLarge, UnsupportedFile
        If the file is larger than is taken at once, or of another kind.
    Conflict
        If a batch of this person is under way.
    NotReady
        If no model can answer.
    OutOfSpace
        If the server cannot keep it, or its disk is nearly full.
    """
    check_room()
    registry.active_model()
    if _under_way(by).exists():
        raise _already()
    batch_id = uuid4()
    shown = shown_name(name)
    intake = take_in(file=file, name=shown, batch_id=batch_id)
    try:
        return _store(batch_id, shown, intake, by)
    except BaseException:
        discard(batch_id)
        raise


def find_batch(batch_id: UUID, user: User) -> Batch:
    """Return a batch of this person's; raises NotFound for others' as for unknown ones."""
    found = batches_of(user).filter(pk=batch_id).first()
    if found is None:
        raise NotFound("There is no such batch of yours.")
    return found


def batches_of(user: User) -> QuerySet[Batch]:
    """Return this person's batches, newest first."""
    return Batch.objects.filter(created_by=user).select_related("version")


def cancel_batch(*, batch: Batch, by: User) -> Batch:
    """End a batch that is under way and remove its files.

    Raises NotFound if it is not theirs, Conflict if it has ended already.
    """
    found = find_batch(batch.pk, by)
    ended = Batch.objects.filter(pk=found.pk, state__in=Batch.UNDER_WAY).update(
        state=Batch.State.CANCELLED, finished_at=Now(), has_files=False, columns=[]
    )
    if not ended:
        raise Conflict("This batch has ended already: it cannot be cancelled.")
    remove_files(files_of(found.pk))
    logger.info("%s cancelled %s", by.get_username(), found)
    return find_batch(batch.pk, by)


def delete_batch(*, batch: Batch, by: User) -> None:
    """Remove a batch with its files for good.

    Raises NotFound if it is not theirs, Conflict if it is under way.
    """
    found = find_batch(batch.pk, by)
    if not Batch.objects.filter(pk=found.pk).exclude(state__in=Batch.UNDER_WAY).delete()[0]:
        raise Conflict("This batch is under way. Cancel it first.")
    remove_files(files_of(found.pk))
    logger.info("%s deleted %s", by.get_username(), found)


def _store(batch_id: UUID, name: str, intake: Intake, by: User) -> Batch:
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                pk=batch_id,
                name=name,
                format=intake.format,
                columns=intake.columns,
                total=intake.total,
                created_by=by,
                queued_at=timezone.now(),
            )
    except IntegrityError as error:  # the other click came in between
        raise _already() from error
    logger.info("%s uploaded %s: %s rows", by.get_username(), batch, intake.total)
    return batch


def _under_way(by: User) -> QuerySet[Batch]:
    return Batch.objects.filter(created_by=by, state__in=Batch.UNDER_WAY)


def _already() -> Conflict:
    return Conflict("A file of yours is being scored already. Wait for it to end, or cancel it.")
