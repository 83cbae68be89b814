"""Batches by program: texts or a file in, watched, cancelled, fetched; never a stranger's."""

import io
import json
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from classifier.models import Batch
from classifier.services.batches import run_batch

from .conftest import Caller, caller_for, error_of

TEXTS = ["Cold call prospects", "Draft a press release", "Ring back motorists"]


@pytest.fixture
def pat(version) -> User:
    user = User.objects.create_user("pat")
    user.groups.add(Group.objects.get(name="planner"))
    return user


@pytest.fixture
def pats(pat) -> Caller:
    return caller_for(pat)


def send_file(caller, content, name="tasks.csv", **headers):
    file = io.BytesIO(content)
    file.name = name
    return caller.client.post(
        "/api/v1/batches/upload", {"file": file}, headers={**caller.headers, **headers}
    )


def test_texts_are_scored_by_one_version_and_fetched_in_three_forms(pats):
    made = pats.post("batches", {"texts": TEXTS})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert (made.json()["state"], made.json()["total"]) == ("queued", 3)
    assert pats.get(f"batches/{pk}/result").status_code == 409
    run_batch(UUID(pk))
    found = pats.get(f"batches/{pk}").json()
    assert (found["state"], found["done"], found["percent"]) == ("succeeded", 3, 100)
    assert found["model_version"] == 1
    assert sum(found["outcomes"].values()) == 3
    lines = b"".join(pats.get(f"batches/{pk}/result?format=jsonl").streaming_content)
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [row["text"] for row in rows] == TEXTS
    for kind in ("csv", "xlsx"):
        sent = pats.get(f"batches/{pk}/result?format={kind}")
        assert f"scored.{kind}" in sent["Content-Disposition"]
        assert b"".join(sent.streaming_content)


def test_a_file_is_scored_and_only_one_at_a_time(pats):
    content = b"text\nCold call prospects\nDraft a press release\n"
    first = send_file(pats, content)
    assert first.status_code == 201, first.content
    second = send_file(pats, content)
    assert second.status_code == 409
    done = pats.post(f"batches/{first.json()['id']}/cancel")
    assert done.json()["state"] == "cancelled"
    assert pats.post(f"batches/{first.json()['id']}/cancel").status_code == 409
    assert send_file(pats, content).status_code == 201


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 400), (b"text\n", 400), (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, 415)]
)
def test_a_file_that_cannot_be_scored_is_refused_and_nothing_kept(pats, content, status):
    response = send_file(pats, content)
    assert response.status_code == status, response.content
    error_of(response)
    assert not Batch.objects.exists()


def test_bad_texts_are_named_and_nothing_is_queued(pats):
    response = pats.post("batches", {"texts": ["Cold call", " "]})
    assert response.status_code == 400
    assert "2" in error_of(response)["message"]
    assert not Batch.objects.exists()


def test_b28_a_repeated_request_queues_one_batch(pats):
    first = pats.post("batches", {"texts": TEXTS}, Idempotency_Key="k")
    again = pats.post("batches", {"texts": TEXTS}, Idempotency_Key="k")
    assert first.content == again.content
    assert Batch.objects.count() == 1


def test_b28_a_key_with_the_same_file_of_another_name_is_409(pats):
    key = {"Idempotency-Key": "k"}
    first, again, renamed = (
        send_file(pats, b"text\nCold call\n", name, **key) for name in ("a.csv", "a.csv", "b.txt")
    )
    assert (first.status_code, first.content) == (201, again.content)
    assert renamed.status_code == 409
    assert "another request" in error_of(renamed)["message"]


def test_b24_b45_strangers_batches_are_404_and_expired_results_410(pats, pat):
    pk = pats.post("batches", {"texts": TEXTS}).json()["id"]
    run_batch(UUID(pk))
    other = User.objects.create_user("mallory")
    other.groups.add(Group.objects.get(name="planner"))
    mallory = caller_for(other)
    for unknown in (pk, uuid4()):
        answers = [
            mallory.get(f"batches/{unknown}"),
            mallory.get(f"batches/{unknown}/result"),
            mallory.post(f"batches/{unknown}/cancel"),
        ]
        assert [one.status_code for one in answers] == [404] * 3
    assert mallory.get("batches").json()["items"] == []
    Batch.objects.update(expires_at=timezone.now())
    assert pats.get(f"batches/{pk}/result").status_code == 410


def test_the_list_comes_in_pages(pats):
    ids: list[str] = []
    for _ in range(3):
        ids.insert(0, pats.post("batches", {"texts": TEXTS[:1]}).json()["id"])
        run_batch(UUID(ids[0]))
    first = pats.get("batches?limit=2").json()
    second = pats.get(f"batches?limit=2&cursor={first['next_cursor']}").json()
    assert [one["id"] for one in (*first["items"], *second["items"])] == ids
    assert second["next_cursor"] is None


def test_charlie_can_do_nothing(version, charlies):
    assert charlies.get("batches").status_code == 403
    assert charlies.post("batches", {"texts": TEXTS}).status_code == 403
