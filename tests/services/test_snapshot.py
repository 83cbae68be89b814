"""What a training sees of the examples."""

from classifier.core import train
from classifier.core.test_rows import skeleton
from classifier.models import Example
from classifier.services import labelling
from classifier.services.snapshot import take_snapshot
from classifier.services.transfer import load_fixture

from ..corpus import FIXTURES


def near_copy_of(example: Example) -> str:
    """Return the words of `example` the other way round, with a number."""
    text = f"12 {' '.join(reversed(example.text.split()))}"
    assert skeleton(text) == skeleton(example.text)
    return text


def test_near_copies_of_test_rows_are_not_learned_wherever_they_come_from(
    examples, django_assert_num_queries
):
    before = take_snapshot()
    locked, edited = Example.objects.filter(is_test=True)[0], before.training[0].id
    added = labelling.add_example(text=near_copy_of(locked), label=locked.label, source="feedback")
    Example.objects.filter(pk=edited).update(text=f"{locked.text} 34")
    with django_assert_num_queries(2):  # erasures, then all rows
        after = take_snapshot()
    assert [row.id for row in after.near_copies] == [edited, added.pk]
    assert after.training == before.training[1:]
    assert after.test == before.test
    assert after.as_data()["near_copies"] == 2
    assert sum(after.sources.values()) == len(after.training)


def test_a_corrected_near_copy_is_a_change(examples):
    locked = Example.objects.filter(is_test=True)[0]
    added = labelling.add_example(text=near_copy_of(locked), label="sales")
    before = take_snapshot().digest
    Example.objects.filter(pk=added.pk).update(label="neither")
    assert take_snapshot().digest != before


def test_what_curators_said_of_a_near_copy_still_decides_it(examples):
    locked = Example.objects.filter(is_test=True)[0]
    text = near_copy_of(locked)
    added = labelling.add_example(text=text, label="shared")
    snapshot = take_snapshot()
    trained = train(
        snapshot.training, test=snapshot.test, unlearned=snapshot.near_copies, fast=True
    )
    [decision] = trained.model.decide([text])
    assert (decision.outcome, decision.reason) == ("shared", "curated")
    assert added.pk in {near.id for near in trained.model.nearest(text)}
    assert trained.test
    assert trained.test.n == len(snapshot.test)


def test_all_of_the_vocabulary_is_learned(db):
    for name in ("vocabulary.json", "tasks.json"):
        load_fixture(FIXTURES / name)
    snapshot = take_snapshot()
    assert not snapshot.near_copies
    defined = {row.id for row in snapshot.training if not row.domain}
    assert defined == set(Example.objects.filter(source="article").values_list("pk", flat=True))
