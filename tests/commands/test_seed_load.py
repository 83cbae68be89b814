import io

import pytest
from django.core.management import CommandError, call_command

from classifier.core.text import text_key
from classifier.models import Example, Facet, LabelChange
from classifier.models.choices import Channel
from classifier.services import labelling
from classifier.services.load_text import SENTENCES, load_sentence
from classifier.services.snapshot import take_snapshot


def run(**options) -> str:
    out = io.StringIO()
    call_command("seed_load", yes=True, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_it_refuses_a_site_in_use_without_a_yes(db):
    with pytest.raises(CommandError, match="say --yes"):
        call_command("seed_load", examples=10)
    assert not Example.objects.exists()


def test_filler_is_the_same_each_time_and_spread_over_labels_domains_and_sources(db):
    Facet.objects.create(name="Purpose")
    columns = ("text", "label", "domain", "source", "is_test", "model_outcome", "facets__name")
    run(examples=1500)
    first = list(Example.objects.order_by("pk").values_list(*columns))
    run(remove=True)
    assert not Example.objects.exists()
    run(examples=1500)
    assert list(Example.objects.order_by("pk").values_list(*columns)) == first
    labels = [row[1] for row in first]
    assert min(labels.count(one) for one in ("marketing", "sales", "shared", "neither")) > 50
    assert len({row[2] for row in first}) > 150
    assert len({row[3] for row in first}) == 12
    assert 0 < Example.objects.filter(disagrees=True).count() < 200
    assert Example.objects.filter(facets__isnull=False).count() == 300


def test_no_sentence_comes_twice():
    numbers = [*range(20_000), SENTENCES - 1]
    assert len({text_key(load_sentence(number)) for number in numbers}) == len(numbers)


def test_filler_is_never_learned_from(examples):
    before = take_snapshot()
    run(examples=100)
    assert take_snapshot().digest == before.digest


def test_removing_filler_leaves_the_rest_and_its_history(examples, alice):
    kept = Example.objects.count()
    own = Example.objects.latest("pk")
    run(examples=100)
    for example in (own, Example.objects.latest("pk")):
        labelling.correct_label(
            example=example,
            label="shared" if example.label != "shared" else "sales",
            by=alice,
            channel=Channel.PAGE,
        )
    assert "100 filler examples removed" in run(remove=True)
    assert Example.objects.count() == kept
    assert [change.example for change in LabelChange.objects.all()] == [own]


@pytest.mark.parametrize("count", [0, -5, SENTENCES + 1])
def test_impossible_numbers_are_refused(db, count):
    with pytest.raises(CommandError, match="number of examples is 1 to"):
        run(examples=count)


def test_a_second_filling_does_nothing_or_is_refused(db):
    run(examples=10)
    run(examples=10)
    with pytest.raises(CommandError, match="10 filler examples already"):
        run(examples=20)
    assert Example.objects.count() == 10
