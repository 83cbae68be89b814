"""Examples by program: the same rules and the same history as by hand."""

import pytest

from classifier.models import Candidate, Example, LabelChange
from classifier.services.candidates import CandidateRow, add_candidates
from classifier.services.labelling import add_example

from .conftest import error_of

NEW = {"text": "Ring  the bell", "label": "sales", "domain": "toys", "notes": "loud"}


@pytest.fixture
def example(alice) -> Example:
    return add_example(text="Ring the bell", label="sales", by=alice)


def test_an_added_example_is_stored_and_its_label_signed(alice, alices):
    response = alices.post("examples", NEW)
    assert response.status_code == 201
    stored = Example.objects.get(pk=response.json()["id"])
    assert (stored.text, stored.label, stored.domain) == ("Ring the bell", "sales", "toys")
    assert (stored.source, stored.notes, stored.updated_by) == ("API", "loud", alice)
    change = LabelChange.objects.get(example=stored)
    assert (change.changed_by, change.channel) == (alice, "API")
    read = alices.get(f"examples/{stored.pk}").json()
    assert read["text"] == "Ring the bell"
    assert read["revision"] == response.json()["revision"]


def test_a_text_that_is_an_example_already_is_409(example, alices):
    assert error_of(alices.post("examples", NEW))["code"] == "conflict"
    assert Example.objects.count() == 1


@pytest.mark.parametrize(
    "forged",
    ["is_test", "id", "key", "revision", "updated_by", "created_at", "kept_label", "facets"],
)
def test_no_other_field_of_an_example_can_be_set(alices, forged):
    response = alices.post("examples", {**NEW, forged: 1})
    assert response.status_code == 400
    assert error_of(response)["field"] == forged
    assert not Example.objects.exists()


@pytest.mark.parametrize(
    "bad", [{"label": "unsure"}, {"text": ""}, {"text": "x" * 2_001}, {"domain": "x" * 81}]
)
def test_what_is_no_example_is_400_and_nothing_is_stored(alices, bad):
    assert alices.post("examples", {**NEW, **bad}).status_code == 400
    assert not Example.objects.exists()


def test_a_correction_is_signed_with_its_reason(example, alice, alices):
    body = {"label": "marketing", "seen": "sales", "revision": 1, "reason": "a gift"}
    response = alices.post(f"examples/{example.pk}/label", body)
    assert response.json()["label"] == "marketing"
    change = LabelChange.objects.first()
    assert change
    assert (change.to_label, change.reason, change.channel) == ("marketing", "a gift", "API")


@pytest.mark.parametrize(
    "stale",
    [
        {"seen": "neither"},
        {"revision": 7},
        {"label": "sales", "revision": 7},
        {"label": "neither", "seen": "neither"},
    ],
)
def test_a_stale_correction_is_409_and_overwrites_nothing(example, alices, stale):
    body = {"label": "marketing", "seen": "sales", "revision": 1, **stale}
    response = alices.post(f"examples/{example.pk}/label", body)
    assert response.status_code == 409
    assert "Your change was not saved" in error_of(response)["message"]
    example.refresh_from_db()
    assert example.label == "sales"


def test_an_example_from_the_queue_goes_back_there(alice, alices):
    add_candidates([CandidateRow(text="Ring the bell")], source="file")
    example = add_example(text="Ring the bell", label="sales", by=alice)
    Candidate.objects.update(example=example, state=Candidate.State.LABELLED)
    response = alices.post(f"examples/{example.pk}/withdraw", {"seen": "sales"})
    assert response.json() == {"candidate": Candidate.objects.get().pk, "state": "waiting"}
    assert not Example.objects.exists()


def test_an_example_that_never_waited_cannot_be_withdrawn(example, alices):
    response = alices.post(f"examples/{example.pk}/withdraw", {"seen": "sales"})
    assert response.status_code == 409


@pytest.mark.parametrize("path", ["examples/999", "examples/999/label"])
def test_what_is_not_there_is_404(alices, path):
    body = {"label": "sales", "seen": "sales"}
    response = alices.post(path, body) if path.endswith("label") else alices.get(path)
    assert response.status_code == 404


def test_charlie_can_neither_read_nor_write(example, charlies):
    answers = [
        charlies.get("examples"),
        charlies.get(f"examples/{example.pk}"),
        charlies.post("examples", {**NEW, "text": "Another"}),
        charlies.post(f"examples/{example.pk}/label", {"label": "neither", "seen": "sales"}),
        charlies.post(f"examples/{example.pk}/withdraw", {"seen": "sales"}),
    ]
    assert [one.status_code for one in answers] == [403] * 5
    assert Example.objects.get().label == "sales"
