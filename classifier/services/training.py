"""Trainings: asked for, run, ended, and found when their worker is gone."""

import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.db.models.functions import Now

from classifier import conf
from classifier.core import Training, train
from classifier.core.artifacts import pack_model
from classifier.core.errors import CoreError
from classifier.core.judgement import Judged
from classifier.core.pipeline import Parameters
from classifier.core.progress import Progress, ignore_progress
from classifier.core.training import check_examples, evaluate_model
from classifier.exceptions import Conflict, TrainingRefused
from classifier.models import Erasure, Example, ModelVersion, TrainingRun
from classifier.models.counting import capped_count

from . import registry
from .heartbeat import Heartbeat
from .model_files import remove_file, write_file
from .model_opinions import store_opinions
from .outages import renew_connection
from .room import check_room
from .snapshot import Snapshot, take_snapshot
from .training_ends import ERASED, LOST, OTHER, end_run, fail_run, is_known, reason_for

logger = logging.getLogger(__name__)

CHECKED_AT_ONCE = 100_000
"""Examples that can be looked through while somebody waits for the page."""


def request_run(*, by: User | None, fast: bool = False) -> TrainingRun:
    """Return a queued run; `fast` as for `run_training`.

    Raises
    ------
    TrainingRefused
        If the examples do not suffice, or nothing changed since the newest version.
    Conflict
        If a training is under way.
    OutOfSpace
        If the disk is nearly full.
    """
    check_room()
    fail_lost_runs()
    under_way = TrainingRun.objects.filter(state__in=TrainingRun.UNDER_WAY).first()
    if under_way:
        raise _already(under_way)
    check_can_train(fast=fast)
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(requested_by=by)
    except IntegrityError as error:  # the other click came in between
        raise _already(TrainingRun.objects.first()) from error


def check_can_train(*, fast: bool = False) -> None:
    """Raise TrainingRefused, saying why, if a training would be refused or change nothing.

    More than `CHECKED_AT_ONCE` examples are left to the worker, who has to read them anyway.
    """
    if capped_count(Example.objects.all(), CHECKED_AT_ONCE).exact:
        _check_snapshot(take_snapshot(), fast=fast)


def _check_snapshot(snapshot: Snapshot, *, fast: bool) -> None:
    try:
        check_examples(snapshot.training)
    except CoreError as error:
        raise TrainingRefused(str(error)) from error
    newest = ModelVersion.objects.defer(*ModelVersion.HEAVY).first()
    if newest and not fast and not newest.report:
        return  # it was trained fast: the comparisons are still to be made
    if newest and newest.snapshot == snapshot.digest and newest.parameters == asdict(_parameters()):
        raise TrainingRefused(
            f"Nothing changed since {newest} was trained: the same examples, labels and settings."
        )


def run_training(run_id: int, *, fast: bool = False, progress: Progress = ignore_progress) -> None:
    """Train for the queued run `run_id` and register the version.

    `fast` fits and learns cut-offs, and leaves out the comparisons and what the examples' lists
    show of the model. A run that is not queued (any more) is left alone. Any failure ends the
    run as failed with its reason and leaves the active model as it is.
    """
    queued = TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.QUEUED)
    if not queued.update(state=TrainingRun.State.RUNNING, started_at=Now(), heartbeat_at=Now()):
        logger.warning("Training %s is not queued: left alone", run_id)
        return
    try:
        running = TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.RUNNING)
        with Heartbeat(running, f"training {run_id}") as heartbeat:
            heartbeat.report(stage="Reading the examples", done=0, total=0)

            def report(stage: str, done: int, total: int) -> None:
                heartbeat.report(stage=stage, done=done, total=total)
                progress(stage, done, total)

            snapshot = take_snapshot()
            _check_snapshot(snapshot, fast=fast)
            training = train(
                snapshot.training,
                test=snapshot.test,
                unlearned=snapshot.near_copies,
                parameters=_parameters(),
                fast=fast,
                progress=report,
                jobs=conf.training_threads(),
            )
            report("Storing the version", 0, 1)
        renew_connection()  # the fit was long: the database may have been started anew
        _register(run_id, snapshot, training, judged=[] if fast else training.judged)
    except Conflict:  # it was ended meanwhile: there is nothing to write
        raise
    except Exception as error:
        fail_run(run_id, reason_for(error))
        if not is_known(error):
            raise
        logger.warning("Training %s failed", run_id, exc_info=error)
    except BaseException:  # told to stop: there is no time to wait
        fail_run(run_id, OTHER, patience=0)
        raise


def cancel_run(run: TrainingRun) -> None:
    """Cancel a run that no worker has taken yet; raises Conflict if it is too late."""
    cancelled = TrainingRun.State.CANCELLED
    if not end_run(run.pk, cancelled, was=TrainingRun.State.QUEUED):
        raise Conflict(f"Training {run.pk} is not waiting any more: it cannot be cancelled.")


def fail_lost_runs() -> int:
    """End the running runs whose worker has been silent for a lease; return how many.

    The database's clock decides, so that workers with a wrong clock do no harm.
    """
    silent = Q(heartbeat_at__lt=Now() - timedelta(seconds=conf.lease_seconds()))
    lost = TrainingRun.objects.filter(silent, state=TrainingRun.State.RUNNING)
    return lost.update(state=TrainingRun.State.FAILED, finished_at=Now(), error=LOST)


def _already(run: TrainingRun | None) -> Conflict:
    return Conflict(f"A training is under way already ({run}). Wait for it to end.")


def _parameters() -> Parameters:
    return Parameters(target_accuracy=conf.target_accuracy())


def _register(
    run_id: int, snapshot: Snapshot, training: Training, *, judged: list[Judged]
) -> ModelVersion:
    """Store the model's file, then its row together with the end of its run."""
    number = (ModelVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    run = TrainingRun.objects.get(pk=run_id)
    version = ModelVersion(number=number, created_by=run.requested_by)
    artifact = pack_model(training.model)
    write_file(version, artifact.content)
    version.sha256, version.size = artifact.sha256, artifact.size
    version.libraries = artifact.libraries
    version.parameters = asdict(_parameters())
    version.cut_offs = training.model.cut_offs.as_dict()
    version.metrics = {
        "cross_validation": training.cross_validation and training.cross_validation.as_dict(),
        "test": training.test and training.test.as_dict(),
        "report": training.report and training.report.as_dict(),
        "active": training.report and _judge_active(snapshot),
    }
    version.data = snapshot.as_data()
    version.domain_results = [result.as_dict() for result in training.domains]
    version.example_ids = [example.id for example in snapshot.training]
    version.snapshot = snapshot.digest
    try:
        _write(run_id, version, judged, snapshot)
    except TrainingRefused:  # the file holds what was erased
        remove_file(number)
        raise
    return version


def _write(run_id: int, version: ModelVersion, judged: list[Judged], snapshot: Snapshot) -> None:
    """Write the version together with the end of its run, unless a text was erased meanwhile."""
    with transaction.atomic():
        version.save()
        store_opinions(judged)
        succeeded = TrainingRun.State.SUCCEEDED
        if not end_run(run_id, succeeded, was=TrainingRun.State.RUNNING, version=version):
            raise Conflict(f"Training {run_id} was ended while it ran; its version is not kept.")
        # The run's row is ours by now, and `erase_text` takes it before it looks for versions:
        # an erasure is either found here, or finds this version.
        if Erasure.objects.exclude(pk__in=snapshot.erasures).exists():
            raise TrainingRefused(ERASED)


def _judge_active(snapshot: Snapshot) -> dict[str, Any] | None:
    """Return the figures of the active version on the same test rows; None if it has none."""
    current = registry.active_version()
    if current is None or not snapshot.test:
        return None
    try:
        figures = evaluate_model(registry.load(current), snapshot.test)
    except CoreError:  # its file is gone: nothing to compare with
        return None
    return {"version": current.number, **figures.as_dict()}
