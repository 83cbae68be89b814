from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from classifier.models import Example, LabelChange
from classifier.models.choices import Channel
from classifier.services import labelling

HISTORY = reverse("admin:classifier_labelchange_changelist")
REVERT = reverse("admin:classifier_labelchange_revert_user")


@pytest.fixture
def change(db, charlie) -> LabelChange:
    example = labelling.add_example(text="Call the quokka clients", label="sales")
    change = labelling.correct_label(
        example=example, label="shared", by=charlie, channel=Channel.PAGE, reason="a mailing"
    )
    assert change
    return change


def labels() -> dict[int, str]:
    return dict(Example.objects.order_by("pk").values_list("pk", "label"))


@pytest.mark.parametrize(
    "query", ["", "channel=page", "to_label=shared", "from_label=sales", "q=quokka", "q=mailing"]
)
def test_the_history_is_filtered_and_searched(change, admin, query):
    html = admin.get(f"{HISTORY}?{query}").content.decode()
    assert "Call the quokka clients" in html
    assert "a mailing" in html
    assert "charlie" in html


def test_other_filters_leave_it_out(change, admin):
    html = admin.get(f"{HISTORY}?channel=import").content.decode()
    assert "quokka" not in html


def test_the_history_is_not_edited(change, admin):
    page = reverse("admin:classifier_labelchange_change", args=[change.pk])
    delete = reverse("admin:classifier_labelchange_delete", args=[change.pk])
    assert admin.post(page, {"to_label": "sales"}).status_code == 403
    assert admin.post(delete, {"post": "yes"}).status_code == 403


def test_an_example_is_deleted_with_its_history(change, admin):
    url = reverse("admin:classifier_example_delete", args=[change.example_id])
    assert admin.post(url, {"post": "yes"}).status_code == 302
    assert not Example.objects.exists()


def test_one_change_is_reverted_after_a_question(change, admin):
    url = reverse("admin:classifier_labelchange_revert", args=[change.pk])
    assert "Make it sales again" in admin.get(url).content.decode()
    assert Example.objects.get().label == "shared"
    html = admin.post(url, follow=True).content.decode()
    assert "is sales again" in html
    assert Example.objects.get().label == "sales"
    assert "was changed by alice" in admin.post(url, follow=True).content.decode()


def test_one_account_flips_a_fifth_by_bulk_action_and_one_click_brings_it_back(
    examples, admin, alice, charlie, client
):
    before = labels()
    flipped = Random(3).sample(sorted(before), len(before) // 5)
    charlie.is_superuser = True
    charlie.save()
    client.force_login(charlie)
    url = reverse("admin:classifier_example_changelist")
    for number, label in enumerate(("marketing", "sales", "shared", "neither")):
        data = {"action": f"relabel_{label}", "_selected_action": flipped[number::4]}
        client.post(url, data)
    wrong = sum(label != before[pk] for pk, label in labels().items())
    assert wrong > len(before) // 10

    client.force_login(alice)
    now = timezone.localtime()
    span = {
        "user": charlie.pk,
        "since": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "until": f"{now:%Y-%m-%dT%H:%M}",
    }
    plan = client.get(REVERT, span).content.decode()
    assert f"{wrong} labels would go back" in plan
    assert labels() != before
    done = client.post(REVERT, span).content.decode()
    assert f"{wrong} labels reverted" in done
    assert labels() == before


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-02-01T00:00", "2026-01-01T00:00", "ends before it begins"),
        ("yesterday", "2026-01-01T00:00", "Enter a valid date/time"),
        ("0001-01-01T00:00:00+14:00", "2026-01-01T00:00", "in a year from 1900 to 2200"),
        ("2026-01-01T00:00", "9999-12-31T23:59:00-14:00", "in a year from 1900 to 2200"),
    ],
)
def test_a_span_that_is_none_is_refused_in_words(admin, charlie, since, until, said):
    asked = {"user": charlie.pk, "since": since, "until": until}
    assert said in admin.get(REVERT, asked).content.decode()


def test_reverting_is_for_those_who_may_change_examples(change, client, charlie):
    client.force_login(charlie)
    assert client.get(REVERT).status_code == 403
    url = reverse("admin:classifier_labelchange_revert", args=[change.pk])
    assert client.post(url).status_code == 403
