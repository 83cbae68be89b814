"""Run background tasks, and find the work whose worker is gone."""

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from classifier import conf
from classifier.services.batch_sweep import forget_old_batches, remove_orphans
from classifier.services.imports import forget_expired
from classifier.services.training import fail_lost_runs
from classifier.tasks import requeue_lost_batches

logger = logging.getLogger(__name__)


class Command(db_worker.Command):
    """The worker of django-tasks-db with a watch over lost work and old files beside it."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options of db_worker, without reloading on code changes."""
        super().add_arguments(parser)
        parser.set_defaults(reload=False)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        threading.Thread(target=_watch, name="watch", daemon=True).start()
        super().handle(*args, **options)


def _watch() -> None:
    pause = threading.Event()
    while not pause.wait(min(10.0, conf.lease_seconds() / 3)):
        try:
            forget_expired()
            forget_old_batches()
            remove_orphans()
            if fail_lost_runs():
                logger.warning("A training whose worker was lost is marked as failed")
            if count := requeue_lost_batches():
                logger.warning("Batches whose worker was lost are queued again: %s", count)
        except (DatabaseError, OSError):
            logger.warning("Database or files cannot be swept; trying again")
        finally:
            connection.close()
