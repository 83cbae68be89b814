import json

import pytest

from classifier.models import Example, Facet
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


def test_a_bad_row_stores_nothing(db, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps([{"text": "x", "label": "sales"}, {"text": "y", "label": "sold"}]))
    with pytest.raises(Exception, match="“sold” is no label"):
        load_fixture(path)
    assert not Example.objects.exists()
