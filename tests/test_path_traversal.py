"""No name or id in an address, a field or a file's name leads to a file that is not meant."""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path as address

from classifier.models.api_token import Scope
from classifier.services.api_tokens import create_token

from .forgery import things_of
from .test_access_matrix import read_table

TARGETS = ("etc/passwd", "secret_key", "manage.py", "mvsite/settings.py")
CLIMBS = (
    "/", "../", "../../../../../../", "..\\..\\", "....//....//", "..%2f..%2f", "%2e%2e/%2e%2e/",
    "..%c0%af..%c0%af", "file:///", "model-1.joblib/../../",
)  # fmt: skip
NAMES = [f"{climb}{target}" for climb in CLIMBS for target in TARGETS]

_opened: list[str] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(arguments[0], str | bytes):
        _opened.append(str(Path(str(arguments[0])).resolve()))


sys.addaudithook(_note)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Every file that this process opens meanwhile."""
    global _opened  # noqa: PLW0603 - a hook cannot be taken off again
    _opened = []
    yield _opened
    _opened = None


@pytest.fixture
def client(alice) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    token = create_token(user=alice, name="x", scopes=Scope.values)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token.secret}"
    return client


def secrets(opened: list[str]) -> set[str]:
    """Return what was opened of what the names ask for."""
    root = site_settings.BASE_DIR
    wanted = {"/etc/passwd", str(root / "manage.py"), str(root / "mvsite/settings.py")}
    return {path for path in opened if path in wanted or Path(path).name == "secret_key"}


def places(things: dict[str, object]) -> Iterator[str]:
    """Yield every address with the mark ★ in the place of one of its names or ids."""
    for row in read_table():
        for name in things:
            if row.method == "GET" and f"{{{name}}}" in row.path:
                yield row.path.format_map({**things, name: "★"})
    yield from (
        "/static/★", "/★", "/api/v1/★", "/api/v1/versions/★", "/admin/★/", "/admin/classifier/★/",
        "/admin/classifier/example/export/?format=★", "/plans/columns/{draft}/?sheet=★",
        "/api/v1/batches/{batch}/result?format=★", "/api/v1/plans/{plan}/export?format=★",
        "/plans/{plan}/{scenario}/versions/?version=★", "/admin/classifier/modelversion/★/card.md",
    )  # fmt: skip


@pytest.fixture
def things(version, alice) -> dict[str, object]:
    return things_of(alice)


def test_addresses(client, things, opened, settings):
    settings.WHITENOISE_USE_FINDERS = True
    assert len(NAMES) == 40
    for turn, place in enumerate(dict.fromkeys(places(things))):
        for number, name in enumerate(NAMES):
            spelt = quote(name, safe="") if (turn + number) % 2 else name
            response = client.get(place.replace("★", spelt).format_map(things))
            assert response.status_code < 500, (place, spelt)
            if response.streaming:
                b"".join(response)  # to its end, where its file is closed
    assert not secrets(opened)


def test_names_of_files(client, things, opened, settings):
    folder = Path(settings.BATCH_DIR).parent
    before = {path for path in folder.rglob("*") if "batches" not in path.parts}
    for path in ("/batches/", "/plans/new/", "/admin/classifier/exampleimport/add/"):
        for name in NAMES:
            client.post(path, {"file": SimpleUploadedFile(name, b"text\nCall\n"), "codes": name})
    assert not secrets(opened)
    written = {path for path in folder.rglob("*") if "batches" not in path.parts}
    assert {path.name for path in written - before} <= {"api_calls.sqlite3"}


def careless(request: HttpRequest) -> HttpResponse:
    return HttpResponse((site_settings.BASE_DIR / request.GET["name"]).read_bytes())


urlpatterns = [address("careless/", careless)]


def test_control_a_view_that_opens_what_it_is_told_is_seen(client, db, opened, settings):
    settings.ROOT_URLCONF = __name__
    for name in ("../../../../../../etc/passwd", "manage.py"):
        client.get("/careless/", {"name": name})
    assert len(secrets(opened)) == 2
