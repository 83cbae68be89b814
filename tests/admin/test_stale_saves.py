"""Saves of what is not as it was seen: refused in words, wherever an example is edited."""

import pytest
from django.urls import reverse

from classifier.models import Example, LabelChange
from classifier.models.choices import Channel
from classifier.services import editing, labelling

EXAMPLES = reverse("admin:classifier_example_changelist")
INLINE = {f"label_changes-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}


@pytest.fixture
def example(db) -> Example:
    return labelling.add_example(text="Call the quokka clients", label="sales", domain="law")


def form_of(client, example: Example) -> dict[str, object]:
    """Return what the change form of this example would send if nothing were typed."""
    page = client.get(reverse("admin:classifier_example_change", args=[example.pk]))
    form = page.context["adminform"].form
    sent: dict[str, object] = dict(INLINE)
    for name in ("text", "label", "domain", "source", "seen_revision"):
        sent[name] = form[name].value()
        sent[f"initial-{name}"] = form[name].value()
    return sent


def test_a_stale_form_tells_who_changed_what_and_keeps_what_was_typed(example, admin, charlie):
    sent = form_of(admin, example)
    editing.edit_example(
        example=Example.objects.get(),
        values={"label": "shared", "domain": "finance"},
        revision=1,
        by=charlie,
    )
    url = reverse("admin:classifier_example_change", args=[example.pk])
    answer = admin.post(url, {**sent, "text": "Call the wombat clients"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "was changed by charlie at" in html
    assert "from sales to shared, domain “law” became “finance”" in html
    assert "Call the wombat clients" in html
    now = Example.objects.get()
    assert (now.text, now.label, now.domain) == ("Call the quokka clients", "shared", "finance")


def test_a_form_saved_at_the_same_moment_is_shown_again(example, admin, charlie, monkeypatch):
    sent = form_of(admin, example)
    save = editing.edit_example

    def edit_second(**values):
        monkeypatch.setattr(editing, "edit_example", save)
        save(example=Example.objects.get(), values={"domain": "finance"}, revision=1, by=charlie)
        save(**values)

    monkeypatch.setattr(editing, "edit_example", edit_second)
    url = reverse("admin:classifier_example_change", args=[example.pk])
    answer = admin.post(url, {**sent, "label": "neither"})
    assert answer.status_code in (200, 302)
    assert editing.edit_example is save


def test_a_form_without_its_revision_is_refused(example, admin):
    sent = form_of(admin, example)
    del sent["seen_revision"]
    url = reverse("admin:classifier_example_change", args=[example.pk])
    html = admin.post(url, {**sent, "label": "neither"}).content.decode()
    assert "Load the page again" in html
    assert Example.objects.get().label == "sales"


@pytest.mark.parametrize("name", ["facets", "initial-facets"])
def test_a_facet_that_can_be_none_is_no_failure(example, admin, name):
    url = reverse("admin:classifier_example_change", args=[example.pk])
    answer = admin.post(url, {**form_of(admin, example), name: [2**63]})
    assert answer.status_code in (200, 302)
    assert ("Select a valid choice" in answer.content.decode()) == (name == "facets")


def test_an_untouched_form_is_saved_and_changes_no_label(example, admin):
    url = reverse("admin:classifier_example_change", args=[example.pk])
    assert admin.post(url, form_of(admin, example)).status_code == 302
    assert not LabelChange.objects.exists()


def list_form(client) -> dict[str, object]:
    """Return what the list would send if nothing were typed or ticked."""
    formset = client.get(EXAMPLES).context["cl"].formset
    sent: dict[str, object] = {
        "form-TOTAL_FORMS": len(formset.forms),
        "form-INITIAL_FORMS": len(formset.forms),
    }
    for form in formset.forms:
        for name in ("id", "label", "seen_revision"):
            value = form[name].value()
            sent[form.add_prefix(name)] = getattr(value, "pk", value)
        sent[form.add_initial_prefix("label")] = form["label"].value()
    return sent


def test_the_list_sends_the_revisions_it_shows(example, admin):
    html = admin.get(EXAMPLES).content.decode()
    assert '<input type="hidden" name="form-0-seen_revision" value="1"' in html


def test_a_stale_row_is_refused_shown_as_it_is_now_and_can_be_saved_then(example, admin, charlie):
    sent = {**list_form(admin), "form-0-label": "neither", "_save": "Save"}
    labelling.correct_label(
        example=Example.objects.get(), label="shared", by=charlie, channel=Channel.PAGE
    )
    answer = admin.post(EXAMPLES, sent)
    assert "was changed by charlie" in answer.content.decode()
    assert Example.objects.get().label == "shared"
    [form] = answer.context["cl"].formset.forms
    assert (form["label"].value(), form["seen_revision"].value()) == ("shared", "2")
    again = {**list_form(admin), "form-0-label": "neither", "_save": "Save"}
    assert admin.post(EXAMPLES, again).status_code == 302
    assert Example.objects.get().label == "neither"


@pytest.mark.parametrize("name", ["id", "seen_revision"])
def test_a_bulk_action_passes_over_a_number_without_end(example, admin, name):
    sent = {**list_form(admin), f"form-0-{name}": "9" * 5000}
    action = {"action": "relabel_marketing", "_selected_action": [example.pk]}
    assert admin.post(EXAMPLES, {**sent, **action}).status_code == 302


def test_a_bulk_action_leaves_alone_what_others_changed_since_the_list_was_shown(
    example, admin, charlie
):
    other = labelling.add_example(text="Write the wombat adverts", label="sales")
    sent = list_form(admin)
    labelling.correct_label(
        example=Example.objects.get(pk=example.pk),
        label="shared",
        by=charlie,
        channel=Channel.PAGE,
    )
    action = {"action": "relabel_marketing", "_selected_action": [example.pk, other.pk]}
    html = admin.post(EXAMPLES, {**sent, **action}, follow=True).content.decode()
    assert "1 of 2 examples are now marketing" in html
    assert "was changed by charlie" in html
    assert dict(Example.objects.values_list("pk", "label")) == {
        example.pk: "shared",
        other.pk: "marketing",
    }
