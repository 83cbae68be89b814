import pytest

from classifier.exceptions import Conflict, InvalidInput
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel
from classifier.services import labelling


@pytest.fixture
def example(db) -> Example:
    return labelling.add_example(text="Call lapsed clients", label="sales", domain="law")


def test_a_correction_is_stored_and_remembered(example, alice):
    labelling.correct_label(
        example=example, label="marketing", by=alice, channel=Channel.PAGE, reason="a mailing"
    )
    example.refresh_from_db()
    assert example.label == "marketing"
    change = LabelChange.objects.get()
    assert (change.from_label, change.to_label, change.changed_by) == ("sales", "marketing", alice)
    assert (change.channel, change.reason) == ("page", "a mailing")


def test_the_same_label_again_is_no_change(example, alice):
    assert not labelling.correct_label(
        example=example, label="sales", by=alice, channel=Channel.PAGE
    )
    assert not LabelChange.objects.exists()


@pytest.mark.parametrize(("seen", "revision"), [("marketing", None), ("sales", 7)])
def test_the_same_label_on_what_is_not_as_it_was_seen_is_refused(example, alice, seen, revision):
    with pytest.raises(Conflict, match="Your change was not saved"):
        labelling.correct_label(
            example=example,
            label=seen,
            seen=seen,
            revision=revision,
            by=alice,
            channel=Channel.API,
        )
    assert Example.objects.get().label == "sales"
    assert not LabelChange.objects.exists()


def test_an_unknown_label_is_named(example, alice):
    with pytest.raises(InvalidInput, match="“selling” is no label"):
        labelling.correct_label(example=example, label="selling", by=alice, channel=Channel.API)


def test_a_stale_correction_says_who_was_first(example, alice, charlie):
    stale = Example.objects.get(pk=example.pk)
    labelling.correct_label(example=example, label="neither", by=charlie, channel=Channel.PAGE)
    with pytest.raises(Conflict, match=r"changed by charlie at .* from sales to neither"):
        labelling.correct_label(example=stale, label="shared", by=alice, channel=Channel.PAGE)
    assert Example.objects.get().label == "neither"


def test_relabelling_counts_what_changed(example, alice):
    labelling.add_example(text="Write adverts", label="marketing")
    changed = labelling.relabel(examples=Example.objects.all(), label="marketing", by=alice)
    assert changed.changed == 1
    assert LabelChange.objects.get().channel == "bulk action"


def test_twins_are_refused(example):
    with pytest.raises(Conflict, match="an example already"):
        labelling.add_example(text="  call LAPSED clients. ", label="marketing")


@pytest.mark.parametrize("text", ["", "\x00", "x" * 2001])
def test_what_is_no_task_is_refused(db, text):
    with pytest.raises(InvalidInput):
        labelling.add_example(text=text, label="sales")
