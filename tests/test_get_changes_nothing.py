"""No address changes a row of any table when it is only looked at."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path as address
from django.urls import resolve

from classifier.models import Example
from classifier.models.api_token import Scope
from classifier.services.api_tokens import create_token

from .forgery import all_tables, changed, paths, things_of

WISHES = {
    "action": "delete_selected", "_selected_action": "1", "select_across": "1", "post": "yes",
    "confirm": "1", "_save": "Save", "do": "sales", "turn": "1", "kind": "accept", "owner": "sales",
    "label": "sales", "reason": "x", "sharing": "decide", "username": "x", "password": "x",
}  # fmt: skip
"""What a form would send, put into the address."""

WAYS = {
    "GET": lambda client, path: client.get(path),
    "HEAD": lambda client, path: client.head(path),
    "GET with a form's fields": lambda client, path: client.get(
        path, WISHES, headers={"HX-Request": "true"}
    ),
}

_LOST = {"classifier_trainingrun"}
CHANGES = {
    # The item that is shown is held for the curator, so that nobody else is shown it.
    "admin:classifier_candidate_queue": {"classifier_turn"},
    # Whoever opens a plan's link, which is a secret, is let in from then on.
    "classifier:plan-shared": {"classifier_planmember"},
    # Where trainings are shown, one whose worker is gone is written down as lost.
    "admin:index": _LOST,
    "admin:app_list": _LOST,
    "admin:classifier_trainingrun_progress": _LOST,
}
"""What a look may change, by the name of the address. Sessions: see `client`."""


@pytest.fixture
def things(version, alice) -> dict[str, object]:
    return things_of(alice)


@pytest.fixture
def client(admin, alice) -> Client:
    """Hers, whose session knows since when, and whose token was used this minute."""
    token = create_token(user=alice, name="x", scopes=Scope.values)
    client = Client(raise_request_exception=False)
    client.cookies = admin.cookies
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token.secret}"
    client.get("/admin/")
    client.get("/api/v1/versions")
    return client


@contextmanager
def looking() -> Iterator[set[str]]:
    """Collect the tables that change meanwhile, then undo it."""
    found: set[str] = set()
    before = all_tables()
    with transaction.atomic():
        yield found
        found |= changed(before, all_tables())
        transaction.set_rollback(True)


@pytest.mark.parametrize("way", WAYS)
def test_looking_changes_nothing(client, things, way):
    wrong = []
    for path in paths(things):
        with looking() as found:
            status = WAYS[way](client, path).status_code
        if status >= 500 or found - CHANGES.get(resolve(path).view_name, set()):
            wrong.append(f"{way} {path}: {status}, {sorted(found)}")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_looks_and_changes_nothing(things):
    client = Client(raise_request_exception=False)
    for path in paths(things):
        with looking() as found:
            client.get(path, WISHES)
        assert not found, path


def test_what_a_look_may_change_it_does(client, things, django_user_model):
    """Else the line should go."""
    guest = Client()
    guest.force_login(django_user_model.objects.create_superuser("bob"))
    guest.get("/admin/password_change/")
    for path in paths(things):
        if expected := CHANGES.get(resolve(path).view_name):
            with looking() as found:
                guest.get(path)
            assert found == expected, path


def planted(request: HttpRequest) -> HttpResponse:
    Example.objects.filter(pk=request.GET["pk"]).update(notes="seen")
    return HttpResponse()


urlpatterns = [address("planted/", planted)]


def test_control_a_view_that_writes_is_seen(client, things, settings):
    settings.ROOT_URLCONF = __name__
    with looking() as found:
        client.get("/planted/", {"pk": things["example"]})
    assert found == {"classifier_example"}
