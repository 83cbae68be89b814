"""Run background tasks, and find the work whose worker is gone."""

import logging
import os
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.db import Error as DatabaseFailure
from django.db import connection
from django_tasks.signals import task_finished
from django_tasks_db.management.commands import db_worker

from classifier import conf
from classifier.memory import collect_and_trim
from classifier.services.batch_sweep import forget_old_batches, remove_orphans
from classifier.services.imports import forget_expired
from classifier.services.outages import DatabaseAway
from classifier.services.retention import forget_old
from classifier.services.training import fail_lost_runs
from classifier.services.training_sweep import remove_remains
from classifier.tasks import hand_on_forgotten, requeue_lost_batches

NICENESS = 5
"""A training takes every core it gets; answers of the same machine come first."""

_DAY = 24 * 60 * 60
_AGAIN = 1.0
"""Seconds between two looks for a database that is away."""

logger = logging.getLogger(__name__)


class Command(db_worker.Command):
    """The worker of django-tasks-db with a watch over lost work and old files beside it."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options of db_worker, without reloading on code changes."""
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work behind whoever waits for an answer, until told to stop.

        When a database that was away is back, go on.
        """
        os.nice(max(0, NICENESS - os.nice(0)))
        task_finished.connect(collect_and_trim)
        threading.Thread(target=_watch, name="watch", daemon=True).start()
        while True:
            try:
                super().handle(*args, **options)
            except DatabaseAway as error:
                logger.warning("The worker's database is away: %s", type(error).__name__)
            else:
                return
            connection.close()
            time.sleep(_AGAIN)


def _watch() -> None:
    pause = threading.Event()
    daily = Daily()
    while not pause.wait(min(10.0, conf.lease_seconds() / 3)):
        for look in (_find_lost_work, _remove_old_files, daily.forget):
            _try(look)
        connection.close()


def _try(look: Callable[[], None]) -> None:
    """Look, and let the other looks have their turn whatever comes of it."""
    try:
        look()
    except (DatabaseFailure, OSError) as error:
        logger.warning("Database or files cannot be swept; trying again: %s", type(error).__name__)
    except Exception:  # nobody else finds lost work: a fault must not end the watch
        logger.exception("The watch over lost work failed; trying again")


def _find_lost_work() -> None:
    if fail_lost_runs():
        logger.warning("A training whose worker was lost is marked as failed")
    if hand_on_forgotten():
        logger.warning("A training that no worker began is handed on")
    if count := requeue_lost_batches():
        logger.warning("Batches whose worker was lost are queued again: %s", count)


def _remove_old_files() -> None:
    forget_expired()
    forget_old_batches()
    remove_orphans()
    if count := remove_remains():
        logger.warning("Files of trainings that failed are removed: %s", count)


class Daily:
    """What is done when the worker starts and then once a day."""

    def __init__(self) -> None:
        """Begin as one who has not done it yet."""
        self._next = 0.0

    def forget(self) -> None:
        """Forget what has had its time, if a day has gone by, and log how much it was."""
        if time.monotonic() < self._next:
            return
        counts = {name: count for name, count in forget_old().items() if count}
        self._next = time.monotonic() + _DAY
        if counts:
            logger.info("Forgotten: %s", ", ".join(f"{n} {name}" for name, n in counts.items()))
