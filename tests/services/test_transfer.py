import json

import pytest

from classifier.exceptions import InvalidInput
from classifier.models import Example, Facet
from classifier.services.labelling import LENGTHS, check_length
from classifier.services.transfer import load_fixture

from ..corpus import FIXTURES


@pytest.fixture
def vocabulary(db):
    return load_fixture(FIXTURES / "vocabulary.json")


def test_a_term_keeps_all_its_facets(vocabulary):
    example = Example.objects.get(text="brand awareness")
    assert example.label == "marketing"
    assert example.source == "article"
    facets = [facet.name for facet in example.facets.all()]
    assert facets == ["Definition", "Goal", "Process", "Roles", "Metrics"]


def test_facets_stand_in_the_order_of_the_article(vocabulary):
    assert [facet.name for facet in Facet.objects.all()][:4] == [
        "Overview",
        "Definition",
        "Goal",
        "Focus",
    ]


@pytest.mark.parametrize("term", ["customer engagement", "presentations", "leads"])
def test_a_term_on_both_sides_is_shared(vocabulary, term):
    assert Example.objects.get(text=term).label == "shared"


def test_loading_again_changes_nothing(vocabulary):
    Example.objects.filter(text="research").update(label="neither")
    again = load_fixture(FIXTURES / "vocabulary.json")
    assert (again.new, again.same) == (0, vocabulary.new)
    assert Example.objects.get(text="research").label == "neither"


def test_definitions_are_never_locked_away(vocabulary):
    assert not Example.objects.filter(is_test=True).exists()


def test_every_row_of_the_seed_fits_its_columns():
    """SQLite stores what is too long; PostgreSQL does not."""
    rows = json.loads((FIXTURES / "tasks.json").read_text())
    for row in rows:
        check_length("domain", row["domain"], LENGTHS["domain"])
    assert len(rows) > 40_000


def test_a_domain_that_is_too_long_is_refused_on_every_database(db, tmp_path):
    path = tmp_path / "long.json"
    path.write_text(json.dumps([{"text": "Call them", "label": "sales", "domain": "x" * 81}]))
    with pytest.raises(InvalidInput, match="“domain” has 81 characters; the limit is 80"):
        load_fixture(path)


def test_a_bad_row_stores_nothing(db, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps([{"text": "x", "label": "sales"}, {"text": "y", "label": "sold"}]))
    with pytest.raises(Exception, match="“sold” is no label"):
        load_fixture(path)
    assert not Example.objects.exists()


def test_a_kept_label_is_doubted_again_only_once_it_changes(db, tmp_path):
    path = tmp_path / "tasks.json"
    rows = [
        {"text": "Sell the role to candidates", "label": "neither", "kept": True},
        {"text": "Compare the offers of printers", "label": "neither"},
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    load_fixture(path)
    Example.objects.update(doubt=0.9, better_label="sales", is_test=False)
    assert [one.text for one in Example.objects.doubtful()] == ["Compare the offers of printers"]
    Example.objects.filter(kept_label="neither").update(label="marketing")
    assert Example.objects.doubtful().count() == 2
