import threading

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from classifier.models import AnswerCount
from classifier.services import answer_counts
from classifier.services.answer_counts import store_counts
from classifier.services.classification import classify
from classifier.services.overview import overview

from ..away import database_away

TEXTS = ["Cold call prospects", "Xyzzy plugh", "Cold call prospects"]


@pytest.fixture
def counting(version, settings, monkeypatch) -> None:
    settings.STORE_ANSWER_COUNTS = True
    monkeypatch.setattr(answer_counts, "_start_timer", lambda: None)
    monkeypatch.setattr(answer_counts, "_known_late", 0)
    answer_counts._waiting.clear()


def counts() -> dict[str, int]:
    return dict(AnswerCount.objects.values_list("outcome", "count"))


def test_answers_are_counted_by_day_version_and_outcome(counting, version):
    classify(TEXTS)
    assert not AnswerCount.objects.exists()
    store_counts()
    classify(TEXTS)
    store_counts()
    assert counts() == {"sales": 4, "unsure": 2}
    row = AnswerCount.objects.all()[0]
    assert (row.day, row.version) == (timezone.localdate(), version)
    assert not any("call" in str(value) for value in vars(row).values())


def test_counting_asks_nothing_of_the_database(counting, django_assert_num_queries):
    classify(TEXTS)
    with django_assert_num_queries(2):
        classify(TEXTS)


def test_nothing_is_counted_if_storing_is_off(counting, settings):
    settings.STORE_ANSWER_COUNTS = False
    classify(TEXTS)
    store_counts()
    assert not AnswerCount.objects.exists()


def test_counts_that_cannot_be_stored_are_kept(counting, monkeypatch):
    def fail(*args):
        raise DatabaseError("locked")

    classify(TEXTS)
    real = answer_counts._add
    monkeypatch.setattr(answer_counts, "_add", fail)
    store_counts()
    monkeypatch.setattr(answer_counts, "_add", real)
    store_counts()
    assert counts() == {"sales": 2, "unsure": 1}


def figure(fate: str) -> float:
    return float(answer_counts._unstored.labels(fate)._value.get())


def test_while_the_database_is_away_counts_wait_and_each_answer_is_late_once(
    counting, monkeypatch, caplog
):
    def refuse():
        raise OperationalError("connection refused")

    late = figure("late")
    classify(TEXTS)
    with monkeypatch.context() as away:
        away.setattr(connection, "ensure_connection", refuse)
        store_counts()
        store_counts()
        classify(TEXTS[:1])
        store_counts()
    store_counts()
    assert counts() == {"sales": 3, "unsure": 1}
    assert figure("late") - late == 4
    assert caplog.text.count("kept for later") == 2
    assert "prospects" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_counts_of_which_nobody_can_tell_whether_they_are_stored_are_dropped_and_counted(
    counting, caplog
):
    dropped = figure("dropped")
    classify(TEXTS)
    with database_away(InterfaceError):
        store_counts()
    store_counts()
    assert counts() == {}
    assert figure("dropped") - dropped == 3
    assert "Counts of 1 answers are dropped" not in caplog.text
    assert "Counts of 3 answers are dropped" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_store_at_once_lose_nothing(version):
    key = (timezone.localdate(), version.pk, "sales")
    barrier = threading.Barrier(6)

    def add() -> None:
        barrier.wait()
        try:
            for _ in range(10):
                answer_counts._add(key, 1)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert counts() == {"sales": 60}


def test_the_timer_stores_by_itself(transactional_db, version, settings, monkeypatch):
    settings.STORE_ANSWER_COUNTS = True
    monkeypatch.setattr(answer_counts, "STORED_AFTER", 0.05)
    answer_counts._waiting.clear()
    classify(TEXTS)
    timer = answer_counts._timer
    assert timer
    timer.join()
    assert counts() == {"sales": 2, "unsure": 1}


def test_the_overview_shows_the_drift_in_few_queries(counting, django_assert_max_num_queries):
    classify(TEXTS)
    store_counts()
    with django_assert_max_num_queries(12):
        state = overview()
    [day] = state.drift
    assert (day.answers, round(day.unsure, 2), day.neither) == (3, 0.33, 0)
    assert state.examples == sum(count for _, count in state.labels) > 400
    assert len(state.domains) == 7
    assert state.last_run
