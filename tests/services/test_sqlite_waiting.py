"""Who waits for the right to write to the SQLite file gets it, or is told that it is locked."""

import sqlite3
import threading

import pytest
from django.db import OperationalError, connection, transaction

from classifier.models import Example

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows"),
]


@pytest.fixture
def writer():
    """Another connection that has the right to write."""
    other = sqlite3.connect(
        connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_transaction_begins_once_the_other_has_ended(writer):
    threading.Timer(0.3, writer.rollback).start()
    with transaction.atomic():
        assert not writer.in_transaction


def test_a_statement_that_is_a_transaction_waits_in_turn_too(writer):
    threading.Timer(0.3, writer.rollback).start()
    assert not Example.objects.update(notes="")
    assert not writer.in_transaction


def test_whoever_waits_in_vain_is_told_so_and_can_try_again(writer, monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pytest.fail("two write at once")
    writer.rollback()
    with transaction.atomic():
        pass


def test_what_waits_in_a_transaction_waits_in_sqlite(writer):
    writer.rollback()
    with transaction.atomic(), connection.cursor() as cursor:
        [[milliseconds]] = cursor.execute("PRAGMA busy_timeout").fetchall()
    assert milliseconds == 1_000 * connection.settings_dict["OPTIONS"]["timeout"]
