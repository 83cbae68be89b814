"""One request, one effect. B28."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from classifier.exceptions import Conflict
from classifier.models import Example, RememberedAnswer
from classifier.services.api_tokens import create_token
from classifier.services.remembered_answers import Remembered, answer_once

from .conftest import caller_for, error_of

NEW = {"text": "Ring the secret bell", "label": "sales"}


def test_b28_the_same_request_with_the_same_key_gets_the_same_answer(alices):
    first = alices.post("examples", NEW, Idempotency_Key="one")
    again = alices.post("examples", NEW, Idempotency_Key="one")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert Example.objects.count() == 1
    assert alices.post("examples", NEW).status_code == 409


def test_the_same_correction_is_answered_alike_when_its_example_is_gone(alices):
    example = Example.objects.create(text=NEW["text"], label="sales")
    path, body = f"examples/{example.pk}/label", {"label": "marketing", "seen": "sales"}
    first = alices.post(path, body, Idempotency_Key="one")
    example.delete()
    again = alices.post(path, body, Idempotency_Key="one")
    assert (again.status_code, again.content) == (200, first.content)


@pytest.mark.parametrize("path", ["examples", "feedback"])
def test_b28_the_key_with_another_request_is_409(alices, path):
    alices.post("examples", NEW, Idempotency_Key="one")
    body = {**NEW, "text": "Other"}
    if path == "feedback":
        body["feedback_token"] = "x"
    response = alices.post(path, body, Idempotency_Key="one")
    assert response.status_code == 409
    assert "another request" in error_of(response)["message"]
    assert Example.objects.count() == 1


def test_b28_keys_of_different_tokens_do_not_meet(alice, alices):
    alices.post("examples", NEW, Idempotency_Key="one")
    other = caller_for(alice).post("examples", {**NEW, "text": "Other"}, Idempotency_Key="one")
    assert other.status_code == 201


def test_what_was_refused_may_be_tried_again_with_its_key(alices):
    Example.objects.create(text=NEW["text"], label="sales")
    assert alices.post("examples", NEW, Idempotency_Key="one").status_code == 409
    Example.objects.all().delete()
    assert alices.post("examples", NEW, Idempotency_Key="one").status_code == 201


def test_no_text_of_the_request_is_remembered(alices):
    alices.post("examples", {**NEW, "notes": "hush", "domain": "spies"}, Idempotency_Key="k-9")
    row = RememberedAnswer.objects.values().get()
    kept = json.dumps(row, default=str)
    for word in ("secret", "hush", "spies", "k-9"):
        assert word not in kept


def test_answers_are_forgotten_after_a_day(alices):
    alices.post("examples", NEW, Idempotency_Key="one")
    RememberedAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    alices.post("examples", {**NEW, "text": "Other"}, Idempotency_Key="two")
    assert RememberedAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["with space", "ü", "x" * 201])
def test_a_key_that_is_none_is_400(alices, key):
    response = alices.post("examples", NEW, Idempotency_Key=key)
    assert response.status_code == 400
    assert error_of(response)["field"] == "Idempotency-Key"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_works_and_the_other_is_told_to_wait(alice):
    token = create_token(user=alice, name="x", scopes=["plans"]).token
    working, let_go = threading.Event(), threading.Event()
    found = []

    def slow() -> Remembered:
        working.set()
        assert let_go.wait(10)
        return Remembered(201, {"id": 1})

    def first():
        found.append(answer_once(token=token.pk, key="k", request=b"x", make=slow, whole=False))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert working.wait(10)
    with pytest.raises(Conflict, match="being worked on"):
        answer_once(token=token.pk, key="k", request=b"x", make=slow, whole=False)
    let_go.set()
    thread.join()
    again = answer_once(token=token.pk, key="k", request=b"x", make=slow, whole=False)
    assert again == found[0] == Remembered(201, {"id": 1})


@pytest.mark.django_db(transaction=True)
def test_a_request_whose_process_died_can_be_made_again(alice):
    token = create_token(user=alice, name="x", scopes=["plans"]).token

    def die() -> Remembered:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_once(token=token.pk, key="k", request=b"x", make=die)
    made = Remembered(201, {"id": 2})
    assert answer_once(token=token.pk, key="k", request=b"x", make=lambda: made) == made
    RememberedAnswer.objects.update(  # as a killed process would leave it
        status=None, body=None, created_at=timezone.now() - timedelta(minutes=3)
    )
    assert answer_once(token=token.pk, key="k", request=b"x", make=lambda: made) == made
