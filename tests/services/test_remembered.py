import threading
from contextlib import contextmanager

import joblib
import pytest
from django.db import OperationalError, connection, transaction

from classifier.models import ModelVersion
from classifier.services import registry
from classifier.services.remembered import Remembered


class Source:
    """A value that can be held back while it is read."""

    def __init__(self):
        self.value, self.reads, self.error = 1, 0, None
        self.go, self.began = threading.Event(), threading.Event()
        self.go.set()

    def read(self):
        self.reads += 1
        value = self.value
        self.began.set()
        self.go.wait()
        if self.error:
            raise self.error
        return value


@pytest.fixture
def source(settings):
    settings.REMEMBERED_SECONDS = 60
    return Source()


@contextmanager
def running(*threads):
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_a_value_is_read_once_until_it_is_forgotten(source):
    kept = Remembered(source.read)
    assert [kept.get(), kept.get()] == [1, 1]
    source.value = 2
    assert kept.get() == 1
    kept.forget()
    assert [kept.get(), kept.get()] == [2, 2]
    assert source.reads == 2


def test_a_value_that_is_too_old_is_read_anew(source, settings):
    settings.REMEMBERED_SECONDS = 0
    kept = Remembered(source.read)
    assert [kept.get(), kept.get()] == [1, 1]
    assert source.reads == 2


def test_fifty_threads_read_a_first_value_once(source):
    kept, found = Remembered(source.read), []
    source.go.clear()
    threads = [threading.Thread(target=lambda: found.append(kept.get())) for _ in range(50)]
    with running(*threads):
        source.began.wait()
        source.go.set()
    assert (found, source.reads) == ([1] * 50, 1)


def test_while_one_thread_reads_anew_the_others_go_on_with_the_last_value(source, settings):
    kept = Remembered(source.read)
    kept.get()
    settings.REMEMBERED_SECONDS = 0
    source.value = 2
    source.go.clear()
    source.began.clear()
    reader = threading.Thread(target=kept.get)
    with running(reader):
        source.began.wait()
        assert kept.get() == 1
        source.go.set()
    source.value = 2
    assert kept.get() == 2


def test_a_value_read_before_it_was_forgotten_is_not_used_after(source):
    kept = Remembered(source.read)
    source.go.clear()
    reader = threading.Thread(target=kept.get)
    with running(reader):
        source.began.wait()
        source.value = 2
        kept.forget()
        source.go.set()
    assert kept.get() == 2


def test_while_the_database_is_away_the_last_value_is_kept(source, settings):
    kept = Remembered(source.read)
    kept.get()
    settings.REMEMBERED_SECONDS = 0
    source.error = OperationalError("server closed the connection")
    assert kept.get() == 1
    source.error, source.value = None, 2
    assert kept.get() == 2


def test_without_any_value_the_error_is_told(source):
    source.error = OperationalError("no such table")
    with pytest.raises(OperationalError):
        Remembered(source.read).get()


@pytest.mark.django_db(transaction=True)
def test_a_cold_process_reads_the_model_file_once_for_fifty_requests(
    version, settings, monkeypatch
):
    settings.REMEMBERED_SECONDS = 60
    reads, read = [], joblib.load

    def counted(file):
        reads.append(1)
        return read(file)

    monkeypatch.setattr(joblib, "load", counted)
    registry._cache.clear()
    registry._active.forget()
    found = []

    def ask() -> None:
        found.append(registry.active_model().version.number)
        connection.close()

    with running(*(threading.Thread(target=ask) for _ in range(50))):
        pass
    registry._active.forget()
    assert (found, len(reads)) == ([1] * 50, 1)


@pytest.mark.django_db(transaction=True)
def test_an_activation_is_seen_at_once_where_it_was_made(version, settings):
    settings.REMEMBERED_SECONDS = 60
    registry._active.forget()
    assert registry.active_model().version == version
    with transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(is_active=False)
    assert registry.active_model().version == version
    registry.activate(version=version, by=None)
    assert registry.active_model().version.is_active
    registry._active.forget()
