import pytest
from django.core.management import call_command
from django.db import connection

from classifier.checks import check_text_index
from classifier.models import Example, counting, text_search
from classifier.models.text_index import create_text_index, drop_text_index, has_text_index
from classifier.models.text_search import search_texts
from classifier.services.labelling import add_example

TEXTS = {
    "percent": 'Raise prices by 10% and call it "fair"',
    "plain": "Raise prices by 10 points",
    "underscore": "Fill the lead_source field",
    "space": "Fill the lead source field",
    "operators": "Win NEAR AND far accounts OR NOT (a* test)",
    "umlaut": "Prüfe die Verkäufe in Köln",
    "backslash": r"Map the drive C:\sales\data",
}


@pytest.fixture
def texts(db) -> None:
    for text in TEXTS.values():
        add_example(text=text, label="sales", domain="law")


def find(*terms: str) -> set[str]:
    found = search_texts(Example.objects.all(), ["text"], list(terms), indexed=True)
    names = {text: name for name, text in TEXTS.items()}
    return {names[one.text] for one in found.rows}


@pytest.fixture(params=["indexed", "plain"])
def either_way(request, texts) -> None:
    if request.param == "plain":
        drop_text_index(connection)


@pytest.mark.parametrize(
    ("terms", "names"),
    [
        (["10%"], {"percent"}),
        (["prices", "10%"], {"percent"}),
        (["call%fair"], set()),
        (["lead_source"], {"underscore"}),
        (["lead", "source"], {"underscore", "space"}),
        (['"fair"'], {"percent"}),
        (['it "fair'], {"percent"}),
        (["NEAR AND"], {"operators"}),
        (["near", "and"], {"operators"}),
        (["NOT (a*"], {"operators"}),
        (["NEAR(far"], set()),
        (["acc*"], set()),
        (["far OR prices"], set()),
        (["text:far"], set()),
        (["köln"], {"umlaut"}),
        (["a*"], {"operators"}),
        (["%"], {"percent"}),
        (["_"], {"underscore"}),
        (["it", "prices"], {"percent"}),
        ([r"C:\sales"], {"backslash"}),
        ([r"\%"], set()),
        (["'; DROP TABLE classifier_example; --"], set()),
        (["^Raise"], set()),
        (["-prices"], set()),
        (["RAISE"], {"percent", "plain"}),
    ],
)
def test_words_are_searched_literally(either_way, terms, names):
    assert find(*terms) == names


@pytest.mark.parametrize("filtered", [False, True])
def test_the_index_knows_the_case_of_all_letters(texts, filtered):
    rows = Example.objects.filter(label="sales") if filtered else Example.objects.all()
    found = search_texts(rows, ["text"], ["VERKÄUFE"], indexed=True)
    assert [one.text for one in found.rows] == [TEXTS["umlaut"]]


def test_the_index_follows_every_change(texts):
    example = Example.objects.get(text=TEXTS["plain"])
    example.text = "Publish the quokka review"
    example.save()
    assert Example.objects.filter(text__icontains="quokka").count() == 1
    found = search_texts(Example.objects.all(), ["text"], ["quokka"], indexed=True)
    assert [one.pk for one in found.rows] == [example.pk]
    assert find("points") == set()
    example.delete()
    found = search_texts(Example.objects.all(), ["text"], ["quokka"], indexed=True)
    assert not found.rows.exists()


def test_short_words_are_looked_for_in_the_newest_rows(texts, monkeypatch):
    monkeypatch.setattr(text_search, "NEWEST", 3)
    found = search_texts(Example.objects.all(), ["text"], ["it"], indexed=True)
    assert (list(found.rows), found.newest) == ([], 3)


def test_filters_and_a_common_word_find_what_both_hold(texts, monkeypatch):
    sales = Example.objects.filter(label="sales")
    assert search_texts(sales, ["text"], ["prices"], indexed=True).rows.count() == 2
    monkeypatch.setattr(counting.capped_count, "__defaults__", (1,))
    found = search_texts(sales, ["text"], ["prices"], indexed=True)
    assert (found.rows.count(), found.newest) == (2, 0)


def test_several_columns_are_searched_together(texts):
    found = search_texts(Example.objects.all(), ["text", "domain"], ["law", "prices"])
    assert found.rows.count() == 2


def test_a_missing_index_is_told_and_made_by_the_next_migrate(texts):
    drop_text_index(connection)
    assert [one.id for one in check_text_index(databases=["default"])] == ["classifier.W002"]
    create_text_index(connection)
    assert check_text_index(databases=["default"]) == []
    assert find("prices") == {"percent", "plain"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite needs triggers")
def test_lost_triggers_are_mended_and_the_index_filled_anew(texts):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER classifier_example_search_insert")
    add_example(text="Publish the quokka review", label="sales")
    assert not has_text_index(connection)
    create_text_index(connection)
    found = search_texts(Example.objects.all(), ["text"], ["quokka"], indexed=True)
    assert found.rows.count() == 1


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_a_role_that_may_not_make_the_extension_still_migrates(texts):
    drop_text_index(connection)
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_trgm")
        cursor.execute("CREATE ROLE mvsite_test_weak")
        cursor.execute("SET LOCAL ROLE mvsite_test_weak")
        create_text_index(connection)
        cursor.execute("RESET ROLE")
    assert not has_text_index(connection)
    assert find("prices") == {"percent", "plain"}


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth():
    call_command("migrate", "classifier", "0002", verbosity=0)
    assert not has_text_index(connection)
    call_command("migrate", verbosity=0)
    assert has_text_index(connection)
