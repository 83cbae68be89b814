import pytest

from classifier.exceptions import InvalidInput
from classifier.models import Candidate
from classifier.services import labelling
from classifier.services.candidates import CandidateRow, add_candidates


def row(text: str, **more) -> CandidateRow:
    return CandidateRow(text=text, **more)


def test_each_text_is_added_once_and_examples_are_left_out(db):
    labelling.add_example(text="Call lapsed clients", label="sales")
    rows = [row("Plan the fair"), row("plan the FAIR."), row("Call lapsed clients!")]
    count = add_candidates(rows, "fair.csv")
    assert (count.new, count.same, count.labelled) == (1, 1, 1)
    again = add_candidates(rows, "fair.csv")
    assert (again.new, again.same, again.labelled) == (0, 2, 1)
    [candidate] = Candidate.objects.all()
    assert (candidate.text, candidate.source, candidate.state) == (
        "Plan the fair",
        "fair.csv",
        "waiting",
    )


def test_without_a_model_the_source_alone_suggests(db):
    add_candidates(
        [row("Plan the fair", suggested_label="marketing", occupation="11-2021.00")], "x"
    )
    candidate = Candidate.objects.get()
    assert (candidate.suggested_label, candidate.occupation) == ("marketing", "11-2021.00")
    assert candidate.probabilities is None
    assert candidate.uncertainty is None


def test_the_active_model_suggests_a_label_and_says_how_unsure_it_is(version):
    add_candidates([row("Write adverts for the trade press"), row("Zyx wvu")], "x")
    known, unknown = Candidate.objects.order_by("pk")
    assert known.suggested_label == "marketing"
    assert known.probabilities
    assert known.uncertainty is not None
    assert sum(known.probabilities.values()) == pytest.approx(1, abs=0.001)
    assert known.uncertainty < (unknown.uncertainty or 0)


def test_a_bad_row_is_named_and_nothing_is_stored(db):
    with pytest.raises(InvalidInput, match="Row 2: Enter some text"):
        add_candidates([row("Plan the fair"), row(" ")], "x")
    with pytest.raises(InvalidInput, match="Row 7: “buying” is no label"):
        add_candidates([row("Plan", suggested_label="buying", number=7)], "x")
    assert not Candidate.objects.exists()
