"""Versions by program: read, activated, rolled back, with the diary signed."""

import pytest

from classifier.models import Activation, ModelVersion

from .conftest import error_of


@pytest.fixture
def second(version, settings) -> ModelVersion:
    """A copy of the active version, not active."""
    path = settings.MODEL_DIR / version.file_name
    copy = ModelVersion.objects.get(pk=version.pk)
    copy.pk, copy.number, copy.is_active = None, 2, False
    (settings.MODEL_DIR / copy.file_name).write_bytes(path.read_bytes())
    copy.save()
    return copy


def test_versions_are_listed_with_their_figures(second, alices):
    items = alices.get("versions").json()["items"]
    assert [(one["number"], one["is_active"]) for one in items] == [(2, False), (1, True)]
    assert 0 < items[1]["test"]["macro_f1"] <= 1
    assert alices.get("versions/active").json() == items[1]
    assert alices.get("versions/2").json() == items[0]
    assert alices.get("versions/3").status_code == 404


def test_without_an_active_version_it_is_503(alices):
    assert alices.get("versions/active").status_code == 503


def test_a_version_is_activated_and_rolled_back_in_its_persons_name(second, alice, alices):
    done = alices.post("versions/2/activate", {"reason": "try it"})
    assert done.status_code == 200
    assert (done.json()["version"], done.json()["previous"]) == (2, 1)
    assert ModelVersion.objects.get(is_active=True).number == 2
    line = Activation.objects.latest()
    assert (line.activated_by, line.reason) == (alice, "try it")
    assert alices.post("versions/rollback", {}).json()["version"] == 1
    assert alices.post("versions/rollback", {}).status_code == 409


@pytest.mark.parametrize(("seen", "status"), [(1, 409), (2, 200), (0, 400), ("2", 400)])
def test_a_rollback_may_say_which_version_was_seen(second, alices, seen, status):
    alices.post("versions/2/activate", {"reason": "try it"})
    assert alices.post("versions/rollback", {"seen": seen}).status_code == status
    assert ModelVersion.objects.get(is_active=True).number == (1 if status == 200 else 2)


def test_what_cannot_be_activated_is_a_plain_refusal(second, alices, settings):
    assert error_of(alices.post("versions/1/activate", {}))["code"] == "conflict"
    assert alices.post("versions/9/activate", {}).status_code == 404
    (settings.MODEL_DIR / second.file_name).write_bytes(b"altered")
    response = alices.post("versions/2/activate", {})
    assert response.status_code == 409
    assert "SHA-256 differs" in error_of(response)["message"]
    assert ModelVersion.objects.get(is_active=True).number == 1


def test_charlie_can_do_nothing(second, charlies):
    assert charlies.get("versions").status_code == 403
    assert charlies.post("versions/2/activate", {}).status_code == 403
    assert charlies.post("versions/rollback", {}).status_code == 403
    assert ModelVersion.objects.get(is_active=True).number == 1
