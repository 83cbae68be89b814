"""Background tasks: they take ids and call one service."""

from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django_tasks import task

from .models import TrainingRun
from .services import ranking, training


@task()
def train_model(run_id: int) -> None:
    """Train for a queued run."""
    training.run_training(run_id)


def start_training(*, by: User | None) -> TrainingRun:
    """Queue a training for a worker and return its run; raises what `request_run` raises."""
    with transaction.atomic():
        run = training.request_run(by=by)
        transaction.on_commit(partial(train_model.enqueue, run.pk))
    return run


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
