"""While the database is away the page answers, and what needs it is refused for the moment."""

import time

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from classifier.services import registry
from classifier.services.classification import classify, warm_up

from ..away import database_away

TASK = {"text": "Negotiate the policy price with the buyer"}


@pytest.fixture(params=[OperationalError, InterfaceError])
def error(request):
    return request.param


@pytest.fixture
def warm(version, settings, monkeypatch):
    """The model, the charter and the terms are in memory."""
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own
    warm_up()
    return version


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def test_a_visitor_gets_the_answer_without_the_examples(warm, client, error):
    whole = client.post("/", TASK)
    assert whole.context["is_complete"]
    with database_away(error):
        assert client.get("/").status_code == 200
        page = client.post("/", TASK)
        several = client.post("/", {"text": "Call clients\nWrite adverts"})
    assert (page.status_code, several.status_code) == (200, 200)
    assert page.context["answer"] == whole.context["answer"]
    assert page.context["neighbours"] == []
    assert "the database does not answer" in page.content.decode()


def test_who_is_logged_in_gets_answers_too_and_stays_logged_in(warm, admin, error):
    assert is_in(admin)
    cookie = admin.cookies["sessionid"].value
    with database_away(error):
        assert admin.post("/", TASK).status_code == 200
        assert admin.cookies["sessionid"].value == cookie
    assert is_in(admin)


def test_a_database_that_goes_while_the_page_is_made_spoils_no_answer(warm, charlie, client, error):
    """Charlie's rights are looked up by the page's own menu."""
    client.force_login(charlie)
    with database_away(error, only="auth_permission"):
        page = client.post("/", TASK)
    assert page.status_code == 200
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_not_lost_with_a_note_in_the_session(warm, admin, monkeypatch):
    assert is_in(admin)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10 * 60)
    with database_away(only='UPDATE "django_session"'):
        assert admin.post("/", TASK).status_code == 200
    assert is_in(admin)


@pytest.mark.parametrize("path", ["/admin/", "/plans/", "/admin/classifier/example/"])
def test_what_needs_a_login_is_refused_for_the_moment(warm, admin, error, path):
    assert is_in(admin)
    with database_away(error):
        response = admin.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "does not answer now" in response.content.decode()
    with database_away(error, only="classifier_"):  # it goes after the session was read
        assert admin.get("/admin/classifier/example/").status_code == 503
    assert is_in(admin)


def test_nobody_logs_in_or_leaves_feedback_meanwhile(warm, client, alice, error):
    token = client.post("/", TASK).context["feedback_token"]
    word = {**TASK, "token": token, "label": "marketing"}
    login = {"username": "alice", "password": "alice's long password"}
    with database_away(error):
        assert client.get("/admin/login/").status_code == 200
        for path, form in (("/admin/login/", login), ("/feedback/", word)):
            response = client.post(path, form)
            assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.django_db(transaction=True)
def test_a_login_that_cannot_be_kept_is_refused_not_lost(alice):
    client = Client(raise_request_exception=False)
    login = {"username": "alice", "password": "alice's long password"}
    with database_away(only='UPDATE "django_session"'):
        response = client.post("/admin/login/", login)
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_a_process_without_a_model_asks_to_come_back(version, client, monkeypatch, error):
    monkeypatch.setattr(registry._active, "_kept", None)
    with database_away(error):
        for response in (client.get("/"), client.post("/", TASK)):
            assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert classify([TASK["text"]])
    assert client.post("/", TASK).status_code == 200
