from datetime import timedelta
from random import Random

import pytest
from django.db.models import F, Value
from django.utils import timezone

from classifier.exceptions import Conflict
from classifier.models import Candidate, Example, LabelChange
from classifier.models.choices import Channel, LabelChoice
from classifier.services import history, labelling
from classifier.services.candidates import CandidateRow, add_candidates

HOUR = timedelta(hours=1)


def span():
    now = timezone.now()
    return now - HOUR, now + HOUR


def labels() -> dict[int, str]:
    return dict(Example.objects.order_by("pk").values_list("pk", "label"))


def set_label(example: Example, label: str, by) -> LabelChange:
    fresh = Example.objects.get(pk=example.pk)
    change = labelling.correct_label(example=fresh, label=label, by=by, channel=Channel.PAGE)
    assert change
    return change


@pytest.fixture
def example(db) -> Example:
    return labelling.add_example(text="Call lapsed clients", label="sales")


def test_one_change_is_reverted_and_the_revert_recorded(example, alice, charlie):
    change = set_label(example, "shared", charlie)
    history.revert_change(change, by=alice)
    assert Example.objects.get().label == "sales"
    newest = LabelChange.objects.latest("pk")
    assert (newest.changed_by, newest.channel) == (alice, "revert")
    assert newest.reason == f"reverts change {change.pk}"


def test_a_change_that_others_built_on_is_not_reverted(example, alice, charlie):
    change = set_label(example, "shared", charlie)
    set_label(example, "neither", alice)
    with pytest.raises(Conflict, match="changed by alice"):
        history.revert_change(change, by=alice)
    assert Example.objects.get().label == "neither"


def test_one_account_flips_a_fifth_of_the_labels_and_one_action_reverts_them(
    examples, alice, charlie
):
    before = labels()
    flipped = Random(7).sample(sorted(before), len(before) // 5)
    for label in LabelChoice.values:
        rows = Example.objects.filter(pk__in=flipped[LabelChoice.values.index(label) :: 4])
        labelling.relabel(examples=rows, label=label, by=charlie)
    changed = sum(label != before[pk] for pk, label in labels().items())
    assert changed > len(before) // 10
    done = history.revert_user(charlie, *span(), by=alice)
    assert labels() == before
    assert (len(done.steps), done.skipped) == (changed, [])


def test_what_others_changed_since_is_skipped_and_listed(examples, alice, charlie):
    first, second, third = Example.objects.filter(label="sales")[:3]
    for row in (first, second, third):
        set_label(row, "shared", charlie)
    mine = set_label(second, "neither", alice)
    set_label(third, "neither", alice)
    set_label(third, "marketing", charlie)
    done = history.revert_user(charlie, *span(), by=alice)
    assert done.skipped == [mine]
    now = labels()
    assert [now[row.pk] for row in (first, second, third)] == ["sales", "neither", "neither"]


def test_changes_outside_the_span_stay(example, alice, charlie):
    old = set_label(example, "shared", charlie)
    LabelChange.objects.filter(pk=old.pk).update(changed_at=timezone.now() - 5 * HOUR)
    set_label(example, "neither", charlie)
    done = history.revert_user(charlie, *span(), by=alice)
    assert (len(done.steps), Example.objects.get().label) == (1, "shared")


def test_a_label_given_to_a_candidate_is_taken_back_to_the_queue(db, alice, charlie):
    add_candidates([CandidateRow(text="Plan the fair")], "x")
    made = labelling.add_example(
        text="Plan the fair", label="sales", by=charlie, channel=Channel.QUEUE
    )
    Candidate.objects.update(state="labelled", example=made)
    assert len(history.revert_user(charlie, *span(), by=alice).steps) == 1
    assert not Example.objects.exists()
    assert Candidate.objects.get().state == "waiting"


def test_an_example_that_somebody_edited_since_is_not_taken_back(db, alice, charlie):
    add_candidates([CandidateRow(text="Plan the fair")], "x")
    made = labelling.add_example(
        text="Plan the fair", label="sales", by=charlie, channel=Channel.QUEUE
    )
    Candidate.objects.update(state="labelled", example=made)
    Example.objects.signed(by=alice, channel=Channel.PAGE).update(domain="events")
    assert len(history.revert_user(charlie, *span(), by=alice).skipped) == 1
    with pytest.raises(Conflict, match="changed by alice"):
        history.revert_change(LabelChange.objects.get(), by=charlie)
    assert Example.objects.get().domain == "events"


def test_an_update_in_a_shell_is_recorded_too(example):
    Example.objects.filter(pk=example.pk).update(label="neither")
    change = LabelChange.objects.get()
    assert (change.from_label, change.to_label, change.channel) == ("sales", "neither", "command")
    assert Example.objects.get().revision == 2
    Example.objects.update(label=Value("neither"), domain=F("source"))
    assert LabelChange.objects.count() == 1


def test_a_bulk_update_and_a_save_are_recorded_too(example):
    loaded = Example.objects.get()
    loaded.label = "shared"
    Example.objects.bulk_update([loaded], ["label"])
    loaded = Example.objects.get()
    loaded.label = "marketing"
    loaded.save()
    said = LabelChange.objects.order_by("pk").values_list("from_label", "to_label")
    assert list(said) == [("sales", "shared"), ("shared", "marketing")]


def test_saving_an_old_copy_is_refused(example, alice):
    old = Example.objects.get()
    set_label(example, "neither", alice)
    old.domain = "law"
    with pytest.raises(Conflict):
        old.save()
    assert Example.objects.get().label == "neither"


def test_writing_what_the_model_thinks_is_no_edit(example):
    Example.objects.update(doubt=0.7)
    assert Example.objects.get().revision == 1
