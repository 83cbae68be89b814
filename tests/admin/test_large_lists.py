"""Lists as an address or a form may strain them."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from classifier.admin.examples import ExampleAdmin
from classifier.models import Example, Facet, LabelChange, counting
from classifier.services import labelling
from classifier.services.load_data import seed_load

LIST = reverse("admin:classifier_example_changelist")
LISTS = [
    reverse(f"admin:{name}_changelist")
    for name in (
        "classifier_example",
        "classifier_exampleimport",
        "classifier_feedback",
        "classifier_modelversion",
        "classifier_activation",
        "classifier_trainingrun",
        "auth_user",
        "auth_group",
    )
]


def count_queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def facet(db) -> Facet:
    return Facet.objects.create(name="Purpose")


def shown(client, address: str) -> list[Example]:
    response = client.get(address)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize(
    "query",
    ["", "?label__exact=sales", "?q=the", "?model=disagrees", "?facets__id__exact=1", "?o=4"],
)
def test_a_thousand_rows_take_as_many_queries_as_ten(admin, facet, query):
    seed_load(10)
    admin.get(LIST)  # a session's first request notes its time
    before = count_queries(admin, LIST + query)
    Example.objects.all().delete()
    seed_load(1000)
    assert count_queries(admin, LIST + query) == before


@pytest.mark.parametrize(
    "query",
    [
        "text__regex=(a|a)*$",
        "text__icontains=a",
        "text=a",
        "label__regex=s",
        "domain__startswith=l",
        "id__in=1,2",
        "id__in=" + ",".join(map(str, range(5000))),
        "label_changes__changed_by__password__startswith=p",
        "facets__name__regex=a",
        "label__exact=%00",
        "domain=%00",
        "model=%00",
        "p=%00",
        "domain=" + "x" * 501,
        "_to_field=key",
        "nothing=1",
    ],
)
def test_what_no_filter_of_the_list_sends_is_refused(admin, query):
    assert admin.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "pk__regex=1",
        "created_by__password__startswith=p",
        "created_by=" + "9" * 20,
        "username__regex=(a|a)*b$",
        "name__regex=(",
        "created_at__year=0",
        "date_joined__year=99999999999",
        "id__in=" + "9" * 20,
        "report__contains={",
        "e=%00",
    ],
)
def test_every_list_refuses_it(version, admin, address, query):
    assert admin.get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("activation", "activated_at__year=9999"),
        ("activation", "activated_at__year=9999&activated_at__month=12"),
        ("activation", "activated_at__year=9999&activated_at__month=12&activated_at__day=31"),
        ("activation", "activated_at__year=2026&activated_at__month=2&activated_at__day=30"),
        ("labelchange", "changed_at__gte=soon"),
    ],
)
def test_dates_that_cannot_be_lead_to_the_whole_list(version, admin, name, query):
    whole = reverse(f"admin:classifier_{name}_changelist")
    assert admin.get(f"{whole}?{query}").url == f"{whole}?e=1"


@pytest.mark.parametrize(
    "query",
    ["changed_at__gte=0001-01-01T00:00:00%2B14:00", "changed_at__lt=9999-12-31T23:00:00-14:00"],
)
def test_a_moment_outside_all_years_in_utc_breaks_no_list(version, admin, query):
    address = reverse("admin:classifier_labelchange_changelist")
    assert admin.get(f"{address}?{query}", follow=True).status_code == 200


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query",
    ["p=" + "9" * 20, "p=-1", "p=x", "p=" + "9" * 400, "o=9999", "o=1.-2.x.-.--3",
     "o=" + "3." * 200, "all=", "e=1", "q=%00", "_facets=True", "_popup=1"],
)  # fmt: skip
def test_odd_pages_and_orders_never_break_a_list(version, admin, address, query):
    response = admin.get(f"{address}?{query}", follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize(
    "query", ["is_test__exact=banana", "facets__id__exact=" + "9" * 30, "label__exact=nonsense"]
)
def test_values_that_no_row_can_have_show_no_row(version, admin, query):
    response = admin.get(f"{LIST}?{query}", follow=True)
    assert response.status_code == 200


def test_a_page_past_the_end_leads_to_the_start_and_says_so(examples, admin):
    html = admin.get(f"{LIST}?p=99", follow=True).content.decode()
    assert "There is no such page or filter" in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("+".join(["sales"] * 9), "8 words at most; these are 9"), ("x" * 201, "200 characters")],
)
def test_a_search_too_long_shows_nothing_and_says_why(examples, admin, query, sentence):
    response = admin.get(f"{LIST}?q={query}")
    assert not response.context["cl"].result_count
    assert response.context["cl"].query == query.replace("+", " ")
    assert sentence in response.content.decode()


def test_a_refused_search_leaves_an_action_no_rows(examples, admin):
    data = {"action": "relabel_sales", "select_across": "1", "index": "0"}
    data[ACTION_CHECKBOX_NAME] = "1"
    admin.post(f"{LIST}?q={'x' * 201}", data)
    assert not LabelChange.objects.exists()


def test_filters_offer_each_value_once_and_find_its_rows(admin, facet):
    for number, domain in enumerate(["law", "", "law", "retail"]):
        labelling.add_example(text=f"Call client {number}", label="sales", domain=domain)
    last = Example.objects.latest("pk")
    last.facets.add(facet)
    filters = admin.get(LIST).context["cl"].filter_specs
    assert ["", "law", "retail"] in [getattr(spec, "lookup_choices", []) for spec in filters]
    assert len(shown(admin, f"{LIST}?domain=law")) == 2
    assert shown(admin, f"{LIST}?facets__id__exact={facet.pk}") == [last]


def test_a_long_list_is_leafed_through_without_gap_or_repeat(examples, admin):
    pages = range(1, -(-Example.objects.count() // 50) + 1)
    for order in ("", "&o=2", "&o=-4"):
        ids = [one.pk for page in pages for one in shown(admin, f"{LIST}?p={page}{order}")]
        assert sorted(ids) == sorted(Example.objects.values_list("pk", flat=True))


def test_columns_that_no_index_sorts_cannot_be_sorted_by(examples, admin):
    assert shown(admin, f"{LIST}?o=1") == shown(admin, LIST)
    labels = [one.label for one in shown(admin, f"{LIST}?o=2")]
    assert labels == ["marketing"] * 50


def test_what_is_filtered_is_counted_up_to_the_cap(examples, admin, monkeypatch):
    monkeypatch.setattr(counting.capped_count, "__defaults__", (60,))
    response = admin.get(f"{LIST}?label__exact=sales")
    assert "more than 60 examples" in response.content.decode()
    assert response.context["cl"].paginator.num_pages == 2


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no estimate")
def test_the_last_page_of_an_estimated_list_is_its_end(examples, admin, monkeypatch):
    monkeypatch.setattr(counting.capped_count, "__defaults__", (60,))
    monkeypatch.setattr(counting, "CAP", 60)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE classifier_example")
    Example.objects.filter(pk__in=Example.objects.all()[:80]).delete()
    response = admin.get(LIST)
    assert "about" in response.content.decode()
    oldest = list(Example.objects.order_by("pk")[:50])
    last = shown(admin, f"{LIST}?p={response.context['cl'].paginator.num_pages}")
    assert last == oldest[::-1]


def act(client, ticked, **more) -> str:
    data = {"action": "relabel_neither", "index": "0", ACTION_CHECKBOX_NAME: ticked, **more}
    return str(client.post(LIST, data, follow=True).content.decode())


def test_an_action_on_more_rows_than_it_takes_is_refused(examples, admin, monkeypatch):
    monkeypatch.setattr(ExampleAdmin, "rows_at_once", 100)
    assert "an action takes 100 examples at most" in act(admin, ["1"], select_across="1")
    assert "these are 101" in act(admin, list(map(str, range(1, 102))))
    assert not LabelChange.objects.exists()
    assert "An action takes 100 rows at most" in admin.get(LIST).content.decode()


def test_a_thousand_and_one_ticked_rows_get_an_answer_in_words(examples, admin):
    assert "these are 1,001" in act(admin, list(map(str, range(1, 1002))))


@pytest.mark.parametrize("ticked", [["x"], ["1", "9" * 30], ["-1"]])
def test_an_action_on_what_are_no_rows_is_refused(examples, admin, ticked):
    assert "tick rows of the list" in act(admin, ticked)


def test_select_all_still_acts_on_a_list_that_is_short_enough(examples, admin):
    pk = str(Example.objects.latest("pk").pk)
    assert "examples are now neither" in act(admin, [pk], select_across="1")
    assert not Example.objects.exclude(label="neither").exists()


@pytest.mark.parametrize(("pk", "label"), [("x", "sales"), ("", "sales"), ("1", "nonsense")])
def test_a_forged_list_form_adds_and_changes_nothing(examples, admin, pk, label):
    before = list(Example.objects.order_by("pk").values_list("pk", "label"))
    data = {
        "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "Save", "form-0-id": pk,
        "form-0-label": label, "initial-form-0-label": "neither",
    }  # fmt: skip
    assert admin.post(LIST, data).status_code in (200, 400, 409)
    for shown, total in ((0, 1), (2, 1), (2, 2), (10**17, 10**17)):
        rows = {"form-INITIAL_FORMS": shown, "form-TOTAL_FORMS": total}
        assert admin.post(LIST, {**data, **rows}).status_code == 400
    assert list(Example.objects.order_by("pk").values_list("pk", "label")) == before
