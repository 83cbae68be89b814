"""Feedback by program, on an answer that the API gave. B10, B11."""

from classifier.models import Feedback

from .conftest import error_of

TEXT = "Cold call prospects"


def token_of(caller, text=TEXT):
    return caller.post("classify", {"text": text}).json()["answers"][0]["feedback_token"]


def test_feedback_on_an_answer_waits_for_a_curator_once(version, alices):
    body = {"feedback_token": token_of(alices), "text": TEXT, "label": "neither"}
    answers = [alices.post("feedback", body) for _ in range(3)]
    assert [one.status_code for one in answers] == [201] * 3
    stored = Feedback.objects.get()
    assert (stored.label, stored.outcome, stored.version) == ("neither", "sales", version)
    assert answers[0].json() == {"id": stored.pk, "label": "neither", "state": "waiting"}


def test_feedback_on_another_text_or_an_unknown_answer_is_404(version, alices):
    token = token_of(alices)
    for body in (
        {"feedback_token": token, "text": "Draft a press release", "label": "sales"},
        {"feedback_token": token[:-1], "text": TEXT, "label": "sales"},
        {"feedback_token": "x", "text": TEXT, "label": "sales"},
    ):
        assert error_of(alices.post("feedback", body))["code"] == "not_found"
    assert not Feedback.objects.exists()


def test_the_token_does_not_hold_the_text(version, alices):
    import base64

    content = token_of(alices).split(":")[0]
    assert b"cold" not in base64.urlsafe_b64decode(content + "==").lower()
