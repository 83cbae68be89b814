import pytest

from classifier.exceptions import Conflict, NotFound
from classifier.models import Example, Feedback, LabelChange
from classifier.services import classification, review

TEXT = "Reconcile the trade-show invoices"


@pytest.fixture
def feedback(version) -> Feedback:
    return review.submit_feedback(token=token(), text=TEXT, label="neither")


def token(text: str = TEXT) -> str:
    [answer] = classification.classify([text])
    return review.feedback_token(answer)


def test_feedback_keeps_the_answer_it_is_about(feedback, version):
    assert (feedback.text, feedback.label, feedback.state) == (TEXT, "neither", "waiting")
    assert feedback.version == version


def test_the_same_word_fifty_times_is_one_row(feedback):
    for _ in range(50):
        assert review.submit_feedback(token=token(), text=TEXT, label="neither") == feedback
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("forged", ["", "x", "a:b:c"])
def test_a_forged_token_is_refused(version, forged):
    with pytest.raises(NotFound):
        review.submit_feedback(token=forged, text=TEXT, label="sales")


def test_a_token_is_good_for_its_text_alone(version):
    with pytest.raises(NotFound, match="another text"):
        review.submit_feedback(token=token(), text="Something else", label="sales")


def test_accepting_adds_an_example(feedback, alice):
    example = review.accept_feedback(feedback=feedback, by=alice)
    assert (example.text, example.label, example.source) == (TEXT, "neither", "feedback")
    feedback.refresh_from_db()
    assert (feedback.state, feedback.reviewed_by, feedback.example) == ("accepted", alice, example)


def test_accepting_corrects_the_example_that_is_there(version, alice):
    example = Example.objects.filter(label="sales")[0]
    word = review.submit_feedback(token=token(example.text), text=example.text, label="shared")
    review.accept_feedback(feedback=word, by=alice)
    example.refresh_from_db()
    assert example.label == "shared"
    assert LabelChange.objects.get().channel == "feedback"


def test_feedback_is_reviewed_once(feedback, alice):
    review.dismiss_feedback(feedback=feedback, by=alice)
    with pytest.raises(Conflict, match="reviewed already"):
        review.accept_feedback(feedback=feedback, by=alice)
    assert not Example.objects.filter(text=TEXT).exists()
