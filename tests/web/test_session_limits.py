import time

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

HOME = "/admin/"


@pytest.fixture
def clock(monkeypatch):
    """Move time on by so many seconds."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def is_in(client) -> bool:
    return bool(client.get(HOME).status_code == 200)


@pytest.fixture
def admin(admin, clock):
    assert is_in(admin)
    return admin


def test_a_login_that_is_not_used_for_an_hour_ends(admin, clock, settings):
    settings.SESSION_IDLE_MINUTES = 60
    clock(59 * 60)
    assert is_in(admin)
    clock(59 * 60)
    assert is_in(admin)
    clock(60 * 60)
    assert not is_in(admin)
    assert not Session.objects.exists()


def test_a_login_ends_after_eight_hours_however_much_it_is_used(admin, clock, settings):
    settings.SESSION_HOURS = 8
    for _ in range(15):
        clock(30 * 60)
        assert is_in(admin)
    clock(30 * 60)
    assert not is_in(admin)


def test_a_page_within_five_minutes_writes_nothing(admin, clock):
    row = Session.objects.get()
    clock(299)
    assert is_in(admin)
    assert Session.objects.get().session_data == row.session_data
    clock(1)
    assert is_in(admin)
    assert Session.objects.get().session_data != row.session_data


def test_a_visitor_gets_no_session(client, version):
    client.get("/")
    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()


def test_a_page_goes_on_where_it_cannot_be_noted_that_it_was_seen(admin, clock):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such switch for one connection")
    row = Session.objects.get()
    clock(10 * 60)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON")
        assert admin.get("/plans/").status_code == 200
        cursor.execute("PRAGMA query_only=OFF")
    assert Session.objects.get().session_data == row.session_data
    assert is_in(admin)
    assert Session.objects.get().session_data != row.session_data
