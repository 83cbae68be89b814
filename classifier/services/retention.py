"""What has had its time, found and forgotten: one list, one job."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from classifier import conf
from classifier.models import Erasure, Feedback, Turn

from .batch_sweep import forget_old_batches, old_batches
from .imports import expired_imports
from .kept_models import left_over_files, old_files, remove_old_files
from .model_files import numbers_with_file
from .planning_drafts import old_drafts
from .remembered_answers import old_answers

_AT_ONCE = 1_000
"""Rows deleted in one transaction, so that nobody waits for long."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that is forgotten: its name, how many there are, and how they go."""

    name: str
    count: Callable[[], int]
    forget: Callable[[], int]


def forget_old(*, dry_run: bool = False) -> dict[str, int]:
    """Forget what has had its time; return how many of each kind, or with `dry_run` would be."""
    return {rule.name: rule.count() if dry_run else rule.forget() for rule in RULES}


def _rows(name: str, find: Callable[[], QuerySet[Any]]) -> Rule:
    return Rule(name, lambda: find().count(), lambda: _delete(find()))


def _delete(rows: QuerySet[Any]) -> int:
    done = 0
    while pks := list(rows.order_by().values_list("pk", flat=True)[:_AT_ONCE]):
        rows.filter(pk__in=pks).delete()
        done += len(pks)
    return done


def _ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _feedback() -> QuerySet[Feedback]:
    rows = Feedback.objects.exclude(state=Feedback.State.ACCEPTED)
    return rows.filter(created_at__lt=_ago(conf.feedback_days()))


def _sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now())


def _task_results() -> QuerySet[Any]:
    """Return what ended, and what began as long ago: its worker died, else it had ended."""
    rows: QuerySet[Any] = DBTaskResult.objects.all()
    old = _ago(conf.task_days())
    return rows.filter(Q(finished_at__lt=old) | Q(finished_at=None, started_at__lt=old))


def _log_entries() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lt=_ago(conf.audit_days()))


def _turns() -> QuerySet[Turn]:
    return Turn.objects.exclude(outcome="").filter(ended_at__lt=_ago(conf.audit_days()))


def _erasures() -> QuerySet[Erasure]:
    """Return old ones, but not those that still say which model files must not come back."""
    here = set(numbers_with_file())
    old = Erasure.objects.filter(erased_at__lt=_ago(conf.audit_days()))
    return old.exclude(pk__in=[one.pk for one in old if here & set(one.versions)])


def _remove_left_over() -> int:
    paths = left_over_files()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return len(paths)


RULES = (
    _rows("feedback nobody accepted", _feedback),
    _rows("uploads of examples nobody confirmed", expired_imports),
    _rows("uploads of plans nobody finished", old_drafts),
    Rule("results of batches", lambda: old_batches().count(), forget_old_batches),
    _rows("sessions that ended", _sessions),
    _rows("answers kept for repeated requests", old_answers),
    _rows("records of background tasks", _task_results),
    Rule("model files", lambda: len(old_files()), remove_old_files),
    Rule("files left half-written", lambda: len(left_over_files()), _remove_left_over),
    _rows("lines of the admin's log", _log_entries),
    _rows("turns at the review queue", _turns),
    _rows("records of erasures", _erasures),
)
