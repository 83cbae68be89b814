import pytest
from django.contrib import admin as django_admin
from django.urls import reverse

from classifier.models import Activation, Example, Feedback, LabelChange, TrainingRun
from classifier.models.choices import Channel
from classifier.services import classification, labelling, review

from ..conftest import train_here

EXAMPLES = reverse("admin:classifier_example_changelist")


def registered() -> list[str]:
    return [f"{m._meta.app_label}_{m._meta.model_name}" for m in django_admin.site._registry]


@pytest.mark.parametrize("name", registered())
def test_every_list_and_add_page_opens_or_is_refused(version, admin, name):
    assert admin.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert admin.get(reverse(f"admin:{name}_add")).status_code in (200, 403)


def test_the_front_page_shows_the_model_and_what_waits(version, admin):
    html = admin.get(reverse("admin:index")).content.decode()
    assert "version 1" in html
    assert "0 feedback to review" in html
    assert "Retrain" in html


def post_list(client, rows: list[tuple[Example, str, str]]):
    """Post the list's form: for each row the label seen and the label chosen."""
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for number, (example, seen, chosen) in enumerate(rows):
        data |= {
            f"form-{number}-seen_revision": example.revision,
            f"form-{number}-id": example.pk,
            f"form-{number}-label": chosen,
            f"initial-form-{number}-label": seen,
        }
    return client.post(EXAMPLES + "?q=quokka", data, follow=True)


@pytest.fixture
def example(db) -> Example:
    return labelling.add_example(text="Call the quokka clients", label="sales", domain="law")


def test_a_label_corrected_in_the_list_is_remembered(example, admin, alice):
    post_list(admin, [(example, "sales", "neither")])
    change = LabelChange.objects.get()
    assert (change.from_label, change.to_label) == ("sales", "neither")
    assert (change.changed_by, change.channel) == (alice, "page")


def test_a_stale_list_overwrites_nothing(example, admin, charlie):
    labelling.correct_label(
        example=Example.objects.get(), label="shared", by=charlie, channel=Channel.PAGE
    )
    html = post_list(admin, [(example, "sales", "neither")]).content.decode()
    assert "was changed by charlie" in html
    assert Example.objects.get().label == "shared"


def test_rows_left_alone_in_a_stale_list_stay_as_others_made_them(example, admin, charlie):
    labelling.correct_label(
        example=Example.objects.get(), label="shared", by=charlie, channel=Channel.PAGE
    )
    post_list(admin, [(example, "sales", "sales")])
    assert Example.objects.get().label == "shared"


def test_bulk_relabel(example, admin):
    data = {"action": "relabel_marketing", "_selected_action": [example.pk]}
    html = admin.post(EXAMPLES, data, follow=True).content.decode()
    assert "1 of 1 examples are now marketing" in html
    assert LabelChange.objects.get().channel == "bulk action"


def test_an_added_example_is_stored_in_normal_form(admin):
    url = reverse("admin:classifier_example_add")
    inline = {f"label_changes-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    fields = {"text": "  Ring \u00a0the bell ", "label": "sales", "source": "staff", **inline}
    assert admin.post(url, fields).status_code == 302
    assert Example.objects.get().text == "Ring the bell"
    html = admin.post(url, {**fields, "text": "ring the BELL"}).content.decode()
    assert "This text is example" in html


def test_an_edited_text_keeps_its_history_and_gets_its_key(example, admin):
    url = reverse("admin:classifier_example_change", args=[example.pk])
    inline = {f"label_changes-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    fields = {"text": "Call the wombat clients", "label": "neither", "source": "staff", **inline}
    fields |= {"seen_revision": example.revision}
    assert admin.post(url, fields).status_code == 302
    edited = Example.objects.get()
    assert (edited.text, edited.label) == ("Call the wombat clients", "neither")
    assert edited.key != example.key
    assert LabelChange.objects.get().from_label == "sales"


@pytest.mark.parametrize("query", ["q=Call", "model=disagrees", "label__exact=sales", "domain=law"])
def test_search_and_filters(version, admin, query):
    assert admin.get(f"{EXAMPLES}?{query}").status_code == 200


def test_the_model_disagrees_filter_shows_doubtful_examples_alone(version, admin):
    shown = admin.get(f"{EXAMPLES}?model=disagrees").context["cl"].result_list
    assert shown
    assert all(one.model_outcome != one.label for one in shown)


def test_feedback_is_accepted_and_dismissed(version, admin):
    for text, action in (("Quokka one", "accept"), ("Quokka two", "dismiss")):
        [answer] = classification.classify([text])
        word = review.submit_feedback(
            token=review.feedback_token(answer), text=text, label="neither"
        )
        data = {"action": action, "_selected_action": [word.pk]}
        admin.post(reverse("admin:classifier_feedback_changelist"), data)
    assert dict(Feedback.objects.values_list("text", "state")) == {
        "Quokka one": "accepted",
        "Quokka two": "dismissed",
    }
    assert Example.objects.filter(text__startswith="Quokka").count() == 1


def test_the_retrain_button_refuses_plainly_when_nothing_changed(version, admin):
    response = admin.post(reverse("admin:classifier_trainingrun_start"), follow=True)
    assert "Nothing changed since version 1" in response.content.decode()
    assert TrainingRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_click_shows_the_first_ones_progress(examples, admin):
    url = reverse("admin:classifier_trainingrun_start")
    first, second = admin.post(url), admin.post(url)
    assert first.url == second.url
    assert TrainingRun.objects.count() == 1
    assert "Waiting for a worker" in admin.get(first.url).content.decode()


def test_activate_and_roll_back_by_button(transactional_db, version, admin, example):
    second = train_here()
    url = reverse("admin:classifier_modelversion_activate", args=[second.number])
    admin.post(url, {"reason": "test"})
    second.refresh_from_db()
    assert second.is_active
    page = admin.get(reverse("admin:classifier_modelversion_changelist")).content.decode()
    assert '<input type="hidden" name="seen" value="2">' in page
    rollback = reverse("admin:classifier_modelversion_rollback")
    html = admin.post(rollback, {"seen": "2"}, follow=True).content.decode()
    assert "Rolled back: version 1 is active again" in html
    again = admin.post(rollback, {"seen": "2"}, follow=True).content.decode()
    assert "Version 1 is active now" in again
    assert [entry.kind for entry in Activation.objects.all()] == [
        "rollback",
        "activate",
        "activate",
    ]


@pytest.mark.parametrize(
    "name",
    ["trainingrun_start", "modelversion_rollback", "modelversion_activate", "trainingrun_cancel"],
)
def test_buttons_are_for_those_with_the_right_and_for_posts(version, client, charlie, alice, name):
    args = [1] if name.endswith(("activate", "cancel")) else []
    url = reverse(f"admin:classifier_{name}", args=args)
    client.force_login(charlie)
    assert client.post(url).status_code == 403
    client.force_login(alice)
    assert client.get(url).status_code == 405


def test_progress_says_how_a_run_ended(version, admin):
    run = TrainingRun.objects.get()
    url = reverse("admin:classifier_trainingrun_progress", args=[run.pk])
    assert "Version 1 is active" in admin.get(url).content.decode()
    part = admin.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
