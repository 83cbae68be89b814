"""Background tasks: they take ids and call one service."""

from functools import partial
from typing import IO, Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django_tasks import task

from .models import Batch, TrainingRun
from .services import batch_sweep, batches, ranking, training, training_sweep


@task()
def train_model(run_id: int) -> None:
    """Train for a queued run."""
    training.run_training(run_id)


def start_training(*, by: User | None) -> TrainingRun:
    """Queue a training for a worker and return its run; raises what `request_run` raises."""
    run = training.request_run(by=by)
    transaction.on_commit(partial(train_model.enqueue, run.pk))
    return run


def hand_on_forgotten() -> int:
    """Hand the training that no worker began to the workers again; return 1 if there was one."""
    waiting = training_sweep.find_forgotten()
    for run_id in waiting:
        train_model.enqueue(run_id)
    return len(waiting)


@task()
def score_batch(batch_id: str) -> None:
    """Score a queued batch."""
    batches.run_batch(UUID(batch_id))


def start_batch(*, file: IO[bytes], name: str, by: User) -> Batch:
    """Queue a file of tasks for a worker; raises what `create_batch` raises.

    The file is read outside of any transaction: that may take seconds, in which nobody waits.
    """
    batch = batches.create_batch(file=file, name=name, by=by)
    transaction.on_commit(partial(score_batch.enqueue, str(batch.pk)))
    return batch


def requeue_lost_batches() -> int:
    """Hand the batches whose worker was lost to another; return how many."""
    lost = batch_sweep.requeue_lost()
    for batch_id in lost:
        score_batch.enqueue(str(batch_id))
    return len(lost)


@task()
def rank_candidates() -> None:
    """Find the order of the review queue anew."""
    ranking.rank_candidates()


def start_ranking() -> None:
    """Have a worker find the order of the review queue, once this transaction is through."""
    transaction.on_commit(rank_candidates.enqueue, robust=True)


def rank_after_activation(**kwargs: Any) -> None:
    """Find the order anew when another model answers, through whatever door it was activated."""
    if kwargs.get("created"):
        start_ranking()
