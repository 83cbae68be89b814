"""How answers drift: daily counts by version and outcome, never a text.

Answers only add to numbers in memory; a timer stores them a few seconds later, on a thread and
a connection of its own, so that no visitor waits for a write. A process that is killed loses
the counts of those seconds.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from classifier import conf
from classifier.core.labels import Outcome
from classifier.models import AnswerCount

logger = logging.getLogger(__name__)

STORED_AFTER = 10.0
"""Seconds for which counts are kept in memory."""

Key = tuple[date, int, str]

_waiting: Counter[Key] = Counter()
_timer: threading.Timer | None = None
_lock = threading.Lock()


def count_answers(answers: Iterable[tuple[int, Outcome]]) -> None:
    """Count answers, given as the id of the version and the outcome, if counts are stored."""
    if not conf.store_answer_counts():
        return
    today = timezone.localdate()
    with _lock:
        _waiting.update((today, version, str(outcome)) for version, outcome in answers)
        _start_timer()


def store_counts() -> None:
    """Add what was counted since the last time to the table; on failure, keep it for the next."""
    with _lock:
        counts = dict(_waiting)
        _waiting.clear()
    for key, number in sorted(counts.items()):
        try:
            _add(key, number)
        except DatabaseError:
            logger.warning("Counts of answers could not be stored; they are kept for later")
            with _lock:
                _waiting[key] += number


def _start_timer() -> None:
    global _timer  # noqa: PLW0603 - one timer a process
    if _timer is not None:
        return
    _timer = threading.Timer(STORED_AFTER, _ring)
    _timer.daemon = True
    _timer.start()


def _ring() -> None:
    global _timer  # noqa: PLW0603 - as above
    try:
        store_counts()
    finally:
        connection.close()
        with _lock:
            _timer = None
            if _waiting:
                _start_timer()


def _add(key: Key, number: int) -> None:
    """Add by update; insert the row if it is the first; update if another process was faster."""
    day, version, outcome = key
    rows = AnswerCount.objects.filter(day=day, version_id=version, outcome=outcome)
    if rows.update(count=F("count") + number):
        return
    try:
        with transaction.atomic():
            AnswerCount.objects.create(day=day, version_id=version, outcome=outcome, count=number)
    except IntegrityError:
        if not rows.update(count=F("count") + number):
            raise


atexit.register(store_counts)
