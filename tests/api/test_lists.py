"""Pages of lists. B22."""

import pytest

from classifier.models import Example
from classifier.services.labelling import add_example

from .conftest import error_of


@pytest.fixture
def seven(alice):
    for number in range(7):
        label = "sales" if number % 2 else "marketing"
        add_example(text=f"Task number {number}", label=label, domain=f"d{number % 2}", by=alice)


def walk(caller, path):
    """Return the ids of all pages."""
    ids, cursor = [], ""
    while True:
        page = caller.get(f"{path}&cursor={cursor}").json()
        ids += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            return ids


def test_the_pages_of_a_list_hold_every_row_once_in_order(seven, alices):
    assert walk(alices, "examples?limit=3") == sorted(
        Example.objects.values_list("pk", flat=True), reverse=True
    )


def test_a_row_added_meanwhile_neither_repeats_nor_hides_another(seven, alices, alice):
    first = alices.get("examples?limit=3").json()
    added = add_example(text="A late one", label="sales", by=alice)
    second = alices.get(f"examples?limit=100&cursor={first['next_cursor']}").json()
    ids = [item["id"] for page in (first, second) for item in page["items"]]
    assert len(ids) == len(set(ids)) == 7
    assert added.pk not in ids


def test_filters_are_combined(seven, alices):
    items = alices.get("examples?label=sales&domain=d1&words=number").json()["items"]
    assert len(items) == 3
    assert {item["label"] for item in items} == {"sales"}


@pytest.mark.parametrize("cursor", ["x", "abc:def:ghi", "%F0%9F%92%A9", "1", "a" * 301])
@pytest.mark.parametrize("path", ["examples", "versions", "plans"])
def test_b22_garbage_for_a_cursor_is_400(alices, path, cursor):
    response = alices.get(f"{path}?cursor={cursor}")
    assert response.status_code == 400
    assert error_of(response)["field"] == "cursor"


def test_b22_a_tampered_cursor_and_one_of_another_list_are_400(seven, alices):
    cursor = alices.get("examples?limit=2&label=sales").json()["next_cursor"]
    assert alices.get(f"examples?limit=2&label=sales&cursor={cursor}").status_code == 200
    first, rest = cursor[0], cursor[1:]
    tampered = ("B" if first != "B" else "C") + rest
    for path in (
        f"examples?limit=2&label=sales&cursor={tampered}",
        f"examples?limit=2&cursor={cursor}",
        f"examples?limit=2&label=marketing&cursor={cursor}",
        f"versions?cursor={cursor}",
        f"plans?cursor={cursor}",
    ):
        response = alices.get(path)
        assert response.status_code == 400, path
        assert error_of(response)["code"] == "invalid_cursor"


@pytest.mark.parametrize("limit", ["-1", "0", "101", "1" + "0" * 30, "abc", "", "1.5", "NaN"])
@pytest.mark.parametrize("path", ["examples", "versions", "plans"])
def test_b22_a_limit_that_is_none_is_400(alices, path, limit):
    response = alices.get(f"{path}?limit={limit}")
    assert response.status_code == 400
    assert error_of(response)["field"] == "limit"


@pytest.mark.parametrize(
    "asked",
    [
        "user__password__startswith=a",
        "updated_by__password=a",
        "text__regex=(a|a)*$",
        "label__in=sales",
        "callback=x",
        "label=nobody",
        "is_test=maybe",
        "domain=%00",
        f"words={'x' * 101}",
    ],
)
def test_a_filter_that_is_not_on_the_list_is_400(alices, asked):
    response = alices.get(f"examples?{asked}")
    assert response.status_code == 400
    assert error_of(response)["field"] == asked.split("=")[0]
