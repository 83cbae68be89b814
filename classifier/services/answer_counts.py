"""How answers drift: daily counts by version and outcome, never a text.

Answers only add to numbers in memory; a timer stores them a few seconds later, on a thread and
a connection of its own, so that no visitor waits for a write. A process that is killed loses
the counts of those seconds. While the database is away counts are kept for later; dropped are
those of which it cannot be known whether they were stored, and those left when the process ends.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import Error, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from prometheus_client import Counter as Figure

from classifier import conf
from classifier.core.labels import Outcome
from classifier.models import AnswerCount

from .outages import is_outcome_unknown, renew_connection

logger = logging.getLogger(__name__)

STORED_AFTER = 10.0
"""Seconds for which counts are kept in memory."""

Key = tuple[date, int, str]

LATE, DROPPED = "late", "dropped"
_known_late = 0
_unstored = Figure(
    "mvsite_answer_counts_unstored",
    "Answers whose count could not be stored in its time: stored late, or dropped",
    ["fate"],
)
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
    late: Counter[Key] = Counter()
    dropped = 0
    for key, number in sorted(counts.items()):
        fate = _store(key, number)
        late[key] += number if fate == LATE else 0
        dropped += number if fate == DROPPED else 0
    with _lock:
        _waiting.update(+late)
    _tell(late.total(), dropped)


def _store(key: Key, number: int) -> str:
    """Add to the table; return what becomes of the count, empty if it is stored."""
    try:
        connection.ensure_connection()
    except Error:
        return LATE
    try:
        _add(key, number)
    except Error as error:
        renew_connection()
        return DROPPED if is_outcome_unknown(error) else LATE
    return ""


def _tell(late: int, dropped: int) -> None:
    """Put what was not stored into the figures and the log, each answer once."""
    global _known_late  # noqa: PLW0603 - one a process
    if late > _known_late:
        logger.warning("Counts of %s answers could not be stored; they are kept for later", late)
        _unstored.labels(LATE).inc(late - _known_late)
    if dropped:
        logger.warning("Counts of %s answers are dropped: the database went away", dropped)
        _unstored.labels(DROPPED).inc(dropped)
    _known_late = late


def _store_last() -> None:
    """Store what is left when the process ends; drop what cannot be."""
    store_counts()
    _tell(0, sum(_waiting.values()))


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


atexit.register(_store_last)
