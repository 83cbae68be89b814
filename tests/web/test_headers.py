"""Every answer of every address carries the headers that keep browsers safe. R24."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client

from .. import raising
from ..roles import make_people
from ..test_access_matrix import make_things, read_table

FAILURES = {
    403: PermissionDenied,
    404: Http404,
    500: lambda: RuntimeError("A fault of a test"),
}


def wrong_headers(response) -> list[str]:
    """Return what is missing or loose, in words."""
    policy = dict(
        part.split(maxsplit=1)
        for part in response.headers.get("Content-Security-Policy", "").split(";")
        if part
    )
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    wrong = [name for name, value in wanted.items() if response.headers.get(name) != value]
    wrong += [
        name
        for name in ("default-src", "frame-ancestors", "base-uri", "object-src")
        if policy.get(name) != "'none'"
    ]
    wrong += [f"{name} {value}" for name, value in policy.items() if "unsafe" in value]
    if "no-store" not in response.headers.get("Cache-Control", ""):
        wrong.append("Cache-Control")
    return wrong


@pytest.fixture
def asked(version):
    """Everybody's clients, and every address with its method."""
    people = make_people()
    clients = {"nobody": Client(raise_request_exception=False)}
    clients["superuser"] = Client(raise_request_exception=False)
    clients["superuser"].force_login(people["superuser"])
    things = make_things(people)
    return clients, [(row.method, row.path.format_map(things)) for row in read_table()]


def send(client, method, path):
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.get(path) if method == "GET" else client.post(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


# The catalogue of the admin's words for scripts is the same for everybody, and may be kept.
KEPT = "/admin/jsi18n/"


def test_every_answer_has_them(asked):
    clients, rows = asked
    wrong = []
    seen = set()
    for method, path in rows:
        for client in clients.values():
            response = send(client, method, path)
            seen.add(response.status_code)
            found = wrong_headers(response)
            if found and (path, found) != (KEPT, ["Cache-Control"]):
                wrong.append(f"{method} {path} {response.status_code}: {found}")
    assert not wrong, "\n".join(wrong)
    assert {200, 302, 400, 404, 405} <= seen


@pytest.mark.parametrize("status", FAILURES)
def test_every_failure_has_them(asked, status, settings, monkeypatch):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, raising.PATH]
    monkeypatch.setattr(raising, "failure", FAILURES[status])
    clients, rows = asked
    client = clients["superuser"]
    client.handler.load_middleware()
    wrong = []
    for method, path in rows:
        response = send(client, method, path)
        found = wrong_headers(response)
        if response.status_code != status and "no-such" not in path:
            found.append(str(response.status_code))
        if found:
            wrong.append(f"{method} {path}: {found}")
    assert not wrong, "\n".join(wrong)
