"""Fields that a form or an endpoint did not ask for change nothing.

Each is sent its valid data twice, the second time with forged fields beside; both times the
tables must end the same. The API refuses an unknown field of a JSON body with 400 and passes over
those of an upload; forms and addresses pass over them.
"""

import copy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path as address

from classifier.models import ApiToken, Batch, Example
from classifier.models.api_token import Scope
from classifier.services.api_tokens import create_token

from .forgery import things_of
from .row_dump import Rows, dump, known_ids
from .valid_requests import bodies, forms

FORGED = {
    "id": "1", "pk": "1", "is_staff": "on", "is_superuser": "on", "is_active": "on",
    "state": "done", "status": "keep", "sha256": "f" * 64, "path": "/forged",
    "file_name": "f.joblib", "created_by": "1", "created_by_id": "1", "updated_by": "1",
    "label_changed_by": "1", "owner_id": "1", "user_id": "1", "created_at": "2001-01-01",
    "version_id": "1", "number": "9999", "revision": "9999", "is_test": "on",
    "kept_label": "shared", "model_outcome": "shared", "share_token": "forged",
    "password": "forged", "digest": "f" * 64,
}  # fmt: skip
"""What people try, and columns of ours that no form has."""


@pytest.fixture
def things(version, alice) -> dict[str, Any]:
    made = things_of(alice)
    User.objects.create_user("bob", is_staff=True)
    Batch.objects.update(state="cancelled")  # or there is no room for another
    return {**made, "superuser": alice.pk}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def result(client: Client, path: str, data: dict[str, Any], known: Any) -> tuple[int, Rows]:
    """Return what the tables hold after a form was sent, which is undone then."""
    cookies = copy.copy(client.cookies)
    sent = {
        name: SimpleUploadedFile("a.csv", value) if isinstance(value, bytes) else value
        for name, value in data.items()
    }
    with undone():
        response = client.post(path, sent)
        rows = dump(known)
    client.cookies = cookies
    return response.status_code, rows


def differing(one: Rows, other: Rows) -> list[str]:
    return [f"{name}: {sorted(set(one[name]) ^ set(other[name]))}" for name in one
            if one[name] != other[name]]  # fmt: skip


def test_forms_pass_over_them(things, admin):
    admin.get("/admin/password_change/")
    known = known_ids()
    before, wrong, idle = dump(known), {}, []
    for path, data in forms(things):
        status, plain = result(admin, path, data, known)
        forged = {name: value for name, value in FORGED.items() if name not in data}
        assert len(forged) >= 12
        again, rows = result(admin, path, {**data, **forged}, known)
        if found := differing(plain, rows):
            wrong[path] = found
        is_idle = plain == before and "password" not in path  # of a hash it is said that it is one
        if is_idle or status != again or status >= 400:
            idle.append(f"{path} {status} {again}")
    assert not idle, "what was meant to be right was not stored"
    assert not wrong


@pytest.fixture
def program(alice) -> Client:
    token = create_token(user=alice, name="x", scopes=Scope.values)
    client = Client(raise_request_exception=False)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token.secret}"
    client.get("/api/v1/versions")
    return client


def call(client: Client, path: str, body: dict[str, Any]) -> int:
    with undone():
        sent = json.dumps(body)
        return client.post(f"/api/v1/{path}", sent, content_type="application/json").status_code


def test_the_api_refuses_them_by_name(things, program):
    known = known_ids()
    before = dump(known)
    for path, body in bodies(things):
        assert call(program, path, body) in (200, 201, 409), path
        for name in FORGED.keys() - body.keys():
            with undone():
                sent = json.dumps({**body, name: FORGED[name]})
                response = program.post(f"/api/v1/{path}", sent, content_type="application/json")
                assert response.status_code == 400, (path, name)
                assert name in response.json()["error"]["message"]
                assert not differing(before, dump(known)), (path, name)


def test_every_endpoint_that_writes_is_asked(things, program):
    described = program.get("/api/v1/openapi.json").json()["paths"]
    writing = {
        path.removeprefix("/api/v1/")
        for path, operations in described.items()
        if "application/json" in str(operations.get("post", {}).get("requestBody", ""))
    }
    asked = {_shape(path) for path, _ in bodies(things)}
    assert asked == {_shape(path) for path in writing}


def _shape(path: str) -> str:
    return re.sub(r"/(\d+|{\w+})(?=/|$)", "/{}", path)


def test_a_row_of_a_plan_takes_no_more_than_its_columns(things, program):
    row = {"role": "r", "task": "Call", "owner": "Sales", "hours": 1}
    for name, value in FORGED.items():
        assert call(program, "plans", {"title": "x", "rows": [{**row, name: value}]}) == 400


@pytest.mark.parametrize(
    ("path", "content"),
    [("batches/upload", b"text\nCall\n"), ("plans/upload", b"role,task,owner,hours\nr,Call,S,1\n")],
)
def test_uploads_pass_over_them(things, program, path, content):
    known = known_ids()
    _, plain = result(program, f"/api/v1/{path}", {"file": content}, known)
    status, forged = result(program, f"/api/v1/{path}", {"file": content, **FORGED}, known)
    assert status == 201
    assert not differing(plain, forged)


def test_rows_of_others_are_out_of_a_lists_reach(things, client):
    """A list acts on what it shows, whatever ids are sent to it."""
    bob = User.objects.get(username="bob")
    bob.groups.set(Group.objects.filter(name="labeller"))
    client.force_login(bob)
    token = ApiToken.objects.get(pk=things["apitoken"])
    ticked = {"_selected_action": [token.pk], "action": "revoke", "select_across": "1"}
    client.post("/admin/classifier/apitoken/", ticked)
    client.post("/admin/classifier/apitoken/add/", {
        "name": "mine", "scopes": ["classify"], "user": things["superuser"],
    })  # fmt: skip
    token.refresh_from_db()
    assert token.revoked_at is None
    assert ApiToken.objects.get(name="mine").user == bob


def test_an_id_forged_in_a_list_keeps_to_its_row(things, admin):
    """The id names the row and its revision must be the row's own: another row is refused."""
    one, other = Example.objects.order_by("-pk")[:2]
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "Save"}
    label = "shared" if other.label != "shared" else "sales"
    admin.post("/admin/classifier/example/", {
        **rows, "form-0-id": other.pk, "form-0-label": label, "initial-form-0-label": one.label,
        "form-0-seen_revision": 9999, "form-0-text": "forged", "form-0-domain": "forged",
    })  # fmt: skip
    before = other.label
    other.refresh_from_db()
    assert (other.label, other.domain == "forged", other.text == "forged") == (before, False, False)


def careless(request: HttpRequest) -> HttpResponse:
    User.objects.filter(username="bob").update(is_superuser="is_superuser" in request.POST)
    return HttpResponse()


urlpatterns = [address("careless/", careless)]


def test_control_a_form_that_takes_them_is_seen(things, admin, settings):
    settings.ROOT_URLCONF = __name__
    known = known_ids()
    _, plain = result(admin, "/careless/", {}, known)
    _, rows = result(admin, "/careless/", FORGED, known)
    [found] = differing(plain, rows)
    assert found.startswith("auth.User")
