"""One text or many; which version answers; what is refused as a whole."""

import pytest

from classifier.models import Example, ModelVersion
from tests.conftest import train_here

from .conftest import error_of


def test_answers_come_in_order_by_one_version(version, anyone):
    body = anyone.post(
        "classify", {"texts": ["Draft press releases for the media", "Cold call prospects"]}
    )
    body = body.json()
    assert body["model_version"] == 1
    assert [one["decision"] for one in body["answers"]] == ["marketing", "sales"]
    assert sum(body["answers"][0]["probabilities"].values()) == pytest.approx(1, abs=1e-3)


def test_one_text_is_answered_like_a_list_of_one(version, anyone):
    one = anyone.post("classify", {"text": "Cold call prospects"}).json()
    listed = anyone.post("classify", {"texts": ["Cold call prospects"]}).json()
    for body in (one, listed):
        del body["answers"][0]["feedback_token"]  # its time may differ
    assert one == listed


def test_the_answers_of_a_pinned_version_are_that_versions(transactional_db, version, anyone):
    Example.objects.filter(label="sales", is_test=False)[0].delete()  # else there is no change
    train_here(activate=True)
    assert ModelVersion.objects.get(is_active=True).number == 2
    body = anyone.post("classify", {"text": "Cold call prospects", "model_version": 1})
    assert body.json()["model_version"] == 1
    assert anyone.post("classify", {"text": "Cold call"}).json()["model_version"] == 2


def test_an_unknown_version_is_404(version, anyone):
    response = anyone.post("classify", {"text": "Cold call", "model_version": 999})
    assert response.status_code == 404
    assert error_of(response)["message"] == "There is no model version 999."


def test_without_a_model_it_is_503_and_says_when_to_come_back(anyone):
    response = anyone.post("classify", {"texts": ["x"]})
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert error_of(response)["code"] == "no_active_model"


def test_an_explanation_shows_words_terms_neighbours_and_what_would_change_it(version, anyone):
    body = anyone.post("explain", {"text": "Cold call prospects for the brand launch"}).json()
    assert body["model_version"] == 1
    assert [word["text"] for word in body["words"]][:2] == ["Cold", "call"]
    assert body["text"][body["words"][1]["start"] : body["words"][1]["end"]] == "call"
    assert len(body["neighbours"]) == 3
    assert {"words", "outcome"} == set(body["change"] or {"words": 0, "outcome": 0})
    assert body["answer"]["feedback_token"]


class TestB20:
    """A batch of none, of too many, and with a bad one among good."""

    def test_none_is_400(self, version, anyone):
        response = anyone.post("classify", {"texts": []})
        assert response.status_code == 400
        assert error_of(response)["field"] == "texts"

    def test_a_hundred_and_one_are_413(self, version, anyone):
        response = anyone.post("classify", {"texts": ["x"] * 101})
        assert response.status_code == 413
        assert error_of(response)["field"] == "texts"

    def test_bad_ones_among_good_are_all_named_and_none_is_answered(self, version, anyone):
        texts = ["Cold call", " ", "Draft", "\ufffd", "x" * 20_001]
        response = anyone.post("classify", {"texts": texts})
        assert response.status_code == 400
        error = error_of(response)
        assert error["message"].startswith("Texts 2, 4, 5 cannot be classified, so none was.")
        assert (error["field"], error["row"]) == ("texts.1", 2)


class TestB21:
    """Fields that nobody asked for."""

    @pytest.mark.parametrize("extra", [{"active": True}, {"is_staff": True}, {"label": "sales"}])
    def test_an_unknown_field_is_400_and_named(self, version, anyone, extra):
        response = anyone.post("classify", {"texts": ["x"], **extra})
        assert response.status_code == 400
        assert error_of(response)["field"] in extra
