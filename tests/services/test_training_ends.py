"""Why a training failed is written in plain words, be it later than it happened."""

import sqlite3
import threading

import pytest
from django.db import OperationalError, connection

from classifier.core.errors import TrainingDataError
from classifier.models import TrainingRun
from classifier.services import training_ends
from classifier.services.outages import AWAY, FULL
from classifier.services.training_ends import LOST, OTHER, fail_run, reason_for


def full_database() -> Exception:
    """Return what Django raises where SQLite may not grow any more."""
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count=2")
    database.execute("CREATE TABLE one (content)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        database.execute("INSERT INTO one VALUES (zeroblob(100000))")
    database.close()
    error = OperationalError(*raised.value.args)
    error.__cause__ = raised.value
    return error


def test_reasons_are_words_for_people():
    reasons: dict[str, list[Exception]] = {
        FULL: [OSError(28, "No space left on device"), full_database()],
        AWAY: [OperationalError("server closed the connection unexpectedly")],
        OTHER: [ZeroDivisionError()],
        "Too few.": [TrainingDataError("Too few.")],
    }
    for reason, errors in reasons.items():
        assert [reason_for(error) for error in errors] == [reason] * len(errors)


def running(error: str = "", state: str = "running") -> TrainingRun:
    return TrainingRun.objects.create(state=state, error=error)


def test_a_reason_takes_the_place_of_the_word_that_the_worker_was_lost(db):
    lost, failed, cancelled = (
        running(LOST, "failed"),
        running("Too few.", "failed"),
        running("", "cancelled"),
    )
    for run in (lost, failed, cancelled):
        fail_run(run.pk, FULL)
        run.refresh_from_db()
    assert (lost.error, failed.error, cancelled.error) == (FULL, "Too few.", "")


@pytest.mark.django_db(transaction=True)
def test_a_reason_waits_for_a_database_that_cannot_be_written(monkeypatch):
    run = running()
    monkeypatch.setattr(training_ends, "_PAUSE", 0.05)
    tried = threading.Event()
    real = training_ends._write
    away = True

    def write(run_id: int, reason: str) -> None:
        if away:
            tried.set()
            raise OperationalError("database or disk is full")
        real(run_id, reason)

    def fail() -> None:
        try:
            fail_run(run.pk, FULL)
        finally:
            connection.close()

    monkeypatch.setattr(training_ends, "_write", write)
    thread = threading.Thread(target=fail)
    thread.start()
    tried.wait()
    run.refresh_from_db()
    assert run.state == "running"
    away = False
    thread.join()
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", FULL)
