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


STATIC = "/static/classifier/plans.js"
ASKED = {
    "a static file": lambda client: client.get(STATIC),
    "a static file's head": lambda client: client.head(STATIC),
    "a static file that is not there": lambda client: client.get("/static/no-such.js"),
    "an unknown address": lambda client: client.get("/nowhere"),
    "a bad name of the site": lambda client: client.get("/", headers={"Host": "a b"}),
    "an unknown host": lambda client: client.get("/", headers={"Host": "elsewhere.test"}),
    "another method": lambda client: client.delete("/"),
    "OPTIONS": lambda client: client.options("/"),
    "a bad form": lambda client: Client(enforce_csrf_checks=True).post("/", {"text": "x"}),
    "a large body": lambda client: client.post("/", {"text": "x" * 1_100_000}),
    "broken JSON": lambda client: client.post("/api/v1/classify", "{", "application/json"),
    "answers as JSON": lambda client: client.post(
        "/api/v1/classify", {"text": "Call"}, content_type="application/json"
    ),
    "a file": lambda client: client.post("/admin/classifier/example/export/", {"format": "csv"}),
}


@pytest.mark.parametrize("what", ASKED)
def test_answers_that_no_view_gives_have_them(version, alice, what, settings):
    settings.WHITENOISE_USE_FINDERS = True
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    response = ASKED[what](client)
    if response.streaming:
        b"".join(response)  # to its end, where its file is closed
    # What is in a static file is public, and may be kept.
    kept = {"Cache-Control"} if response.has_header("Last-Modified") else set()
    assert not set(wrong_headers(response)) - kept, response.status_code
