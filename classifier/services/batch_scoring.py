"""Batches scored in the background: each row once, by one version, whatever happens between.

The rows come in chunks. After each, the partial result is on the disk and its size is written to
the batch's row together with the number of rows; whoever takes over goes on exactly there.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from classifier import conf
from classifier.core import Model
from classifier.core.errors import CoreError
from classifier.core.labels import Outcome
from classifier.core.scored_rows import pack
from classifier.exceptions import NotReady, ServiceError
from classifier.models import Batch

from . import registry
from .answer_counts import count_answers
from .batch_files import (
    copy_head,
    files_of,
    open_private,
    part_path,
    publish,
    remove_files,
    result_path,
    sync,
)
from .batch_input import kept_rows
from .batch_rows import outcome_of, score_rows
from .heartbeat import Heartbeat
from .outages import is_disk_full

logger = logging.getLogger(__name__)

AT_ONCE = 2_000
"""Rows between two checkpoints; some quarter of a second."""


class _TakenAway(Exception):
    """The batch was cancelled, or another worker has it."""


def run_batch(batch_id: UUID) -> None:
    """Score a queued batch to its end; one that is not queued (any more) is left alone.

    A failure ends it as failed with its reason and removes its files. A worker that is stopped
    or lost leaves it to `requeue_lost`.
    """
    batch = _claim(batch_id)
    if batch is None:
        logger.warning("Batch %s is not queued: left alone", batch_id)
        return
    try:
        with Heartbeat(_held(batch), f"batch {batch_id}"):
            _score(batch)
    except _TakenAway:
        remove_files([_own_part(batch)])
        logger.info("Batch %s was taken away from this worker", batch_id)
    except Exception as error:
        reason = _reason_for(error)
        _give_up(batch, reason or "The scoring failed; the log of the worker says why.")
        if not reason:
            raise


def fail(rows: QuerySet[Batch], batch_id: UUID, error: str) -> bool:
    """End a batch as failed, if `rows` still finds it, and remove its files."""
    ended = rows.update(
        state=Batch.State.FAILED,
        error=f"{error} Upload the file again.",
        finished_at=Now(),
        has_files=False,
        columns=[],
    )
    if ended:
        remove_files(files_of(batch_id))
    return bool(ended)


def _reason_for(error: Exception) -> str:
    """Return in a sentence why a batch failed; empty if only the log can say."""
    if is_disk_full(error):
        return "The disk is full: the result could not be written."
    if isinstance(error, OSError):
        return f"The result could not be written: {error.strerror or error}."
    return str(error) if isinstance(error, CoreError | ServiceError) else ""


def _give_up(batch: Batch, error: str) -> None:
    """End the batch as failed; one that is not ours any more loses our own part alone."""
    remove_files([_own_part(batch)])  # first: on a full disk this is the room for the word
    fail(_held(batch), batch.pk, error)


def _own_part(batch: Batch) -> Path:
    return part_path(batch.pk, batch.attempts)


def _claim(batch_id: UUID) -> Batch | None:
    """Take a queued batch for this attempt and pin the version, by compare-and-set."""
    active = registry.active_version()
    batch = Batch.objects.filter(pk=batch_id, state=Batch.State.QUEUED).first()
    if batch is None:
        return None
    pinned = {} if active is None else {"version": Coalesce(F("version"), Value(active.pk))}
    claimed = Batch.objects.filter(
        pk=batch_id, state=Batch.State.QUEUED, attempts=batch.attempts
    ).update(
        state=Batch.State.RUNNING,
        attempts=batch.attempts + 1,
        started_at=Coalesce(F("started_at"), Now()),
        heartbeat_at=Now(),
        **pinned,
    )
    if not claimed:
        return None
    return Batch.objects.select_related("version").get(pk=batch_id)


def _held(batch: Batch) -> QuerySet[Batch]:
    """Return the row as long as it is this attempt's."""
    return Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING, attempts=batch.attempts)


def _score(batch: Batch) -> None:
    if batch.version is None:
        raise NotReady("No model is active.")
    result = result_path(batch.pk)
    if batch.done < batch.total or not result.exists():
        model = registry.load_usable(batch.version)
        part = _own_part(batch)
        with open_private(part, "wb") as file:
            _go_on(batch, file)
            for rows in _scored(batch, model, batch.version.number):
                _keep(batch, file, rows)
        publish(part, result)
    _succeed(batch)


def _go_on(batch: Batch, file: IO[bytes]) -> None:
    """Begin with what an earlier attempt has safe on the disk; without it, begin anew."""
    earlier = _earlier_part(batch)
    if earlier is None:
        batch.done, batch.written, batch.outcomes = 0, 0, {}
    else:
        with earlier.open("rb") as source:
            copy_head(source, file, batch.written)
        sync(file)
    _remove_parts(batch, but=_own_part(batch))


def _remove_parts(batch: Batch, *, but: Path) -> None:
    remove_files(path for path in files_of(batch.pk) if path.suffix == ".part" and path != but)


def _earlier_part(batch: Batch) -> Path | None:
    """Return the newest part that reaches to the checkpoint; up to there all are equal."""
    if not batch.written:
        return None
    paths = (part_path(batch.pk, attempt) for attempt in range(batch.attempts - 1, 0, -1))
    return next((p for p in paths if p.exists() and p.stat().st_size >= batch.written), None)


def _scored(batch: Batch, model: Model, number: int) -> Iterator[list[list[Any]]]:
    """Yield the rows that are left, scored, in chunks."""
    tasks = kept_rows(batch.pk, after=batch.done)
    while chunk := list(islice(tasks, AT_ONCE)):
        yield score_rows(model, number, batch.columns, chunk)


def _keep(batch: Batch, file: IO[bytes], rows: list[list[Any]]) -> None:
    """Put scored rows on the disk, then write the checkpoint; raises _TakenAway if it is not ours.

    The order matters: rows beyond a checkpoint are cut off and scored again, so that no row is
    missing and none stands twice.
    """
    file.writelines(map(pack, rows))
    sync(file)
    outcomes = [outcome_of(row) for row in rows]
    batch.done += len(rows)
    batch.written = file.tell()
    batch.outcomes = dict(Counter(batch.outcomes) + Counter(outcomes))
    kept = _held(batch).update(
        done=batch.done, written=batch.written, outcomes=batch.outcomes, heartbeat_at=Now()
    )
    if not kept:
        raise _TakenAway
    count_answers((batch.version_id or 0, Outcome(outcome)) for outcome in outcomes)


def _succeed(batch: Batch) -> None:
    ended = _held(batch).update(
        state=Batch.State.SUCCEEDED,
        finished_at=Now(),
        expires_at=timezone.now() + timedelta(days=conf.batch_days()),
    )
    if not ended:
        remove_files([result_path(batch.pk)])
        raise _TakenAway
    remove_files(path for path in files_of(batch.pk) if path != result_path(batch.pk))
