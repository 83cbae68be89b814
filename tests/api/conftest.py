"""A caller of the API, with and without a token."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from classifier.models.api_token import Scope
from classifier.services.api_tokens import create_token
from drills.served_api import Served, served

LIMIT = 20
"""Calls a minute that the served site allows one address without a token."""


class Caller:
    """Sends JSON to the API, by default without a token."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers={**self.headers, **headers})

    def post(
        self, path: str, body: Any = None, *, kind: str = "application/json", **headers: str
    ) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/api/v1/{path}",
            content,
            content_type=kind,
            headers={**self.headers, **headers},
            CONTENT_TYPE=kind,  # Django leaves it out of a request without a body
        )


@pytest.fixture
def anyone(db) -> Caller:
    """A caller without a token."""
    return Caller()


def caller_for(user: User, scopes: Iterable[str] = Scope.values) -> Caller:
    return Caller(create_token(user=user, name="test", scopes=scopes).secret)


@pytest.fixture
def alices(alice: User) -> Caller:
    """A program of alice's, a superuser, whose token has every scope."""
    return caller_for(alice)


@pytest.fixture
def charlies(charlie: User) -> Caller:
    """A program of charlie's, who has no right, whose token has every scope."""
    return caller_for(charlie)


def error_of(response: HttpResponse) -> dict[str, Any]:
    """Return what the one error body holds, having checked its shape."""
    assert response["Content-Type"].startswith("application/json")
    assert response["Cache-Control"] == "no-store"
    body = json.loads(response.content)
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "field", "row"}
    found: dict[str, Any] = body["error"]
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site served by two real processes, on a database of its own."""
    settings = {
        "API_RATE_ANONYMOUS": str(LIMIT), "API_RATE_TOKEN": "1000000000", "TRUSTED_PROXIES": "1",
    }  # fmt: skip
    with served(tmp_path_factory.mktemp("served"), settings=settings) as site:
        yield site
