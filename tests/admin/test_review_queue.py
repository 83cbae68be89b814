from typing import cast

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_tasks import default_task_backend
from django_tasks.backends.dummy import DummyBackend

from classifier.models import (
    Activation,
    Candidate,
    Example,
    Feedback,
    LabelChange,
    SecondOpinion,
    Turn,
)
from classifier.models.choices import Channel
from classifier.services import labelling, second_opinions
from classifier.services.candidates import CandidateRow, add_candidates

QUEUE = reverse("admin:classifier_candidate_queue")
UNDO = reverse("admin:classifier_candidate_undo")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def candidates(db) -> None:
    texts = ("Plan the fair", "Ring the buyer", "Mop the floor")
    add_candidates([CandidateRow(text=text, suggested_label="sales") for text in texts], "x")


@pytest.fixture
def bob(db, django_user_model) -> Client:
    """A labeller, logged in."""
    user = django_user_model.objects.create_user("bob", password="x", is_staff=True)
    rights = ("change_example", "add_example", "change_feedback")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


def shown(client, query: str = ""):
    return client.get(QUEUE + query).context["item"]


def decide(client, do: str, query: str = "", **headers):
    item = shown(client, query)
    data = {"turn": item.turn.pk, "version": item.version, "do": do}
    return client.post(QUEUE + query, data, follow=True, headers=headers)


def test_a_label_makes_an_example_and_shows_the_next(candidates, admin, alice):
    html = decide(admin, "marketing").content.decode()
    assert "Marketing: “Plan the fair”" in html
    assert "Ring the buyer" in html
    example = Example.objects.get()
    assert (example.text, example.label, example.source) == ("Plan the fair", "marketing", "x")
    change = LabelChange.objects.get()
    assert (change.from_label, change.to_label) == ("", "marketing")
    assert (change.changed_by, change.channel) == (alice, "queue")
    done = Candidate.objects.get(text="Plan the fair")
    assert (done.state, done.example, done.reviewed_by) == ("labelled", example, alice)


def test_a_script_gets_the_next_item_alone(candidates, admin):
    html = decide(admin, "keep", **HTMX).content.decode()
    assert "<html" not in html
    assert "Sales: “Plan the fair”" in html
    assert "1 done today" in html
    assert Example.objects.get().label == "sales"


def test_two_curators_never_get_the_same_item(candidates, admin, bob):
    assert [shown(admin).text, shown(bob).text] == ["Plan the fair", "Ring the buyer"]
    assert shown(admin).text == "Plan the fair"  # loaded again, the same


def test_an_item_whose_time_ran_out_goes_to_another(candidates, admin, bob):
    late = shown(admin).turn
    Turn.objects.update(until=late.until.replace(year=2020))
    assert shown(bob).text == "Plan the fair"
    data = {"turn": late.pk, "version": "", "do": "sales"}
    html = admin.post(QUEUE, data, follow=True).content.decode()
    assert "went to somebody else" in html
    assert not Example.objects.exists()


def test_a_skipped_item_comes_again_to_others_alone(candidates, admin, bob):
    decide(admin, "skip")
    assert shown(admin).text == "Ring the buyer"
    assert shown(bob).text == "Plan the fair"
    decide(bob, "skip")
    assert Candidate.objects.get(text="Plan the fair").state == "skipped"


def test_skipped_items_can_be_brought_back(candidates, admin):
    for _ in range(3):
        decide(admin, "skip")
    page = admin.get(QUEUE)
    assert page.context["item"] is None
    assert "Bring 3 skipped back" in page.content.decode()
    admin.post(reverse("admin:classifier_candidate_return"))
    assert shown(admin).text == "Plan the fair"


@pytest.mark.parametrize("do", ["marketing", "keep", "skip", "dismiss"])
def test_undo_takes_back_whatever_was_done_to_a_candidate(candidates, admin, do):
    decide(admin, do)
    assert shown(admin).text == "Ring the buyer"
    html = admin.post(UNDO, follow=True).content.decode()
    assert "Undone: “Plan the fair” waits again" in html
    assert shown(admin).text == "Plan the fair"
    assert not Example.objects.exists()
    assert set(Candidate.objects.values_list("state", flat=True)) == {"waiting"}


def test_undo_goes_back_step_by_step_and_then_says_so(candidates, admin):
    decide(admin, "sales")
    decide(admin, "neither")
    for _ in range(2):
        admin.post(UNDO)
    assert not Example.objects.exists()
    assert "There is nothing to undo" in admin.post(UNDO, follow=True).content.decode()


def test_undo_leaves_alone_what_somebody_built_on(candidates, admin, charlie):
    decide(admin, "marketing")
    labelling.correct_label(
        example=Example.objects.get(),
        label="shared",
        by=charlie,
        channel=Channel.PAGE,
    )
    html = admin.post(UNDO, follow=True).content.decode()
    assert "changed by charlie" in html
    assert Example.objects.get().label == "shared"


def test_undo_leaves_alone_an_example_that_somebody_edited(candidates, admin, charlie):
    decide(admin, "marketing")
    made = Example.objects.get()
    Example.objects.filter(pk=made.pk).signed(by=charlie, channel=Channel.PAGE).update(notes="mine")
    html = admin.post(UNDO, follow=True).content.decode()
    assert "changed by charlie" in html
    assert Example.objects.get().notes == "mine"
    assert Candidate.objects.get(text="Plan the fair").state == "labelled"


@pytest.mark.parametrize("do", ["dismiss", "marketing"])
def test_undoing_a_skip_leaves_alone_what_another_decided(candidates, admin, bob, do):
    decide(admin, "skip")
    Turn.objects.filter(outcome="").delete()
    assert shown(bob).text == "Plan the fair"
    decide(bob, do)
    before = Candidate.objects.get(text="Plan the fair")
    admin.post(UNDO)
    after = Candidate.objects.get(text="Plan the fair")
    assert (after.state, after.reviewed_by) == (before.state, before.reviewed_by)
    assert after.state != "waiting"


@pytest.mark.parametrize("decided", ["dismissed", "waiting"])
def test_a_dismissal_that_is_another_ones_by_now_is_not_undone(candidates, admin, charlie, decided):
    decide(admin, "dismiss")
    Candidate.objects.filter(text="Plan the fair").update(state=decided, reviewed_by=charlie)
    assert "cannot be undone" in admin.post(UNDO, follow=True).content.decode()
    assert Candidate.objects.get(text="Plan the fair").reviewed_by == charlie


def doubtful(version) -> Example:
    first = Example.objects.doubtful().first()
    assert first
    return first


def test_a_doubtful_label_is_fixed_and_undone(version, admin, alice):
    example = doubtful(version)
    better = example.better_label
    assert shown(admin).text == example.text
    decide(admin, better)
    example.refresh_from_db()
    assert example.label == better
    change = LabelChange.objects.get()
    assert (change.channel, change.reason) == ("queue", "doubtful label")
    admin.post(UNDO)
    assert Example.objects.get(pk=example.pk).label != better


def test_a_doubtful_label_is_kept_and_undone(version, admin):
    example = doubtful(version)
    decide(admin, "keep")
    assert doubtful(version) != example
    admin.post(UNDO)
    assert doubtful(version) == example


def test_a_doubtful_label_changed_meanwhile_is_not_overwritten(version, admin, charlie):
    item = shown(admin, "?kind=doubt")
    example = Example.objects.get(pk=item.turn.item)
    Example.objects.filter(pk=example.pk).signed(by=charlie, channel=Channel.PAGE).update(
        domain="law"
    )
    data = {"turn": item.turn.pk, "version": item.version, "do": "keep"}
    html = admin.post(QUEUE, data, follow=True).content.decode()
    assert "was changed by charlie" in html
    assert not Example.objects.get(pk=example.pk).kept_label


@pytest.fixture
def feedback(version) -> Feedback:
    return Feedback.objects.create(
        text="Quokka one", key="q", outcome="sales", label="neither", version=version
    )


@pytest.mark.parametrize(("do", "state"), [("neither", "accepted"), ("keep", "dismissed")])
def test_feedback_comes_first_and_is_undone(feedback, admin, do, state):
    assert shown(admin).text == "Quokka one"
    decide(admin, do)
    feedback.refresh_from_db()
    assert feedback.state == state
    assert Example.objects.filter(text="Quokka one").exists() == (state == "accepted")
    admin.post(UNDO)
    feedback.refresh_from_db()
    assert feedback.state == "waiting"
    assert not Example.objects.filter(text="Quokka one").exists()


@pytest.mark.parametrize("do", ["neither", "keep"])
def test_undoing_a_skip_of_feedback_leaves_alone_what_another_decided(feedback, admin, bob, do):
    decide(admin, "skip")
    assert shown(bob).text == "Quokka one"
    decide(bob, do)
    feedback.refresh_from_db()
    before = (feedback.state, feedback.reviewed_by, feedback.example)
    admin.post(UNDO)
    feedback.refresh_from_db()
    assert (feedback.state, feedback.reviewed_by, feedback.example) == before


def test_a_curator_may_give_feedback_a_third_label(feedback, admin):
    decide(admin, "shared")
    assert Example.objects.get(text="Quokka one").label == "shared"


def test_a_second_opinion_is_given_blind_and_never_by_the_first_curator(db, admin, alice, bob):
    example = labelling.add_example(
        text="Plan the fair", label="shared", by=alice, channel=Channel.PAGE
    )
    second_opinions.ask_opinions(examples=[example], by=alice)
    assert shown(admin) is None
    html = bob.get(QUEUE).content.decode()
    item = html[html.index('desk__kind">') : html.index("desk__after")]
    assert "Plan the fair" in item
    assert "badge" not in item
    assert item.count("hared") == 2  # the button: its value and its name
    decide(bob, "sales")
    opinion = SecondOpinion.objects.get()
    assert (opinion.state, opinion.first_label, opinion.second_label) == (
        "disagreed",
        "shared",
        "sales",
    )
    assert Example.objects.get().label == "shared"
    bob.post(UNDO)
    assert SecondOpinion.objects.get().state == "waiting"


def test_nearest_examples_are_shown(version, admin):
    turn = shown(admin, "?kind=doubt").turn
    url = reverse("admin:classifier_candidate_nearest", args=[turn.pk])
    assert "alike" in admin.get(url, headers=HTMX).content.decode()
    assert "Back to the queue" in admin.get(url).content.decode()


@pytest.mark.parametrize("data", [{}, {"turn": "x", "do": "sales"}, {"turn": 1, "do": "fly"}])
def test_what_is_no_decision_is_refused_in_words(candidates, admin, data):
    html = admin.post(QUEUE, data, follow=True).content.decode()
    assert "Choose a label, keep, skip or dismiss" in html


def test_the_queue_is_for_those_with_the_right(candidates, client, charlie):
    client.force_login(charlie)
    assert client.get(QUEUE).status_code == 403
    assert client.post(UNDO).status_code == 403


def test_another_curators_turn_cannot_be_decided(candidates, admin, bob):
    turn = shown(admin).turn
    html = bob.post(QUEUE, {"turn": turn.pk, "do": "sales"}, follow=True).content.decode()
    assert "went to somebody else" in html
    assert not Example.objects.exists()


def test_the_old_address_of_doubtful_labels_leads_to_the_queue(admin):
    assert admin.get("/admin/classifier/example/doubtful/").url == QUEUE


def test_candidates_are_dismissed_and_put_back_in_the_list(candidates, admin):
    url = reverse("admin:classifier_candidate_changelist")
    pks = list(Candidate.objects.values_list("pk", flat=True))
    admin.post(url, {"action": "dismiss", "_selected_action": pks})
    assert not Candidate.objects.filter(state="waiting").exists()
    admin.post(url, {"action": "put_back", "_selected_action": pks[:2]})
    assert Candidate.objects.filter(state="waiting").count() == 2


def test_a_candidate_put_back_waits_for_all_and_leaves_again_after_two_skips(
    candidates, admin, bob
):
    Candidate.objects.exclude(text="Plan the fair").delete()
    candidate = Candidate.objects.get()
    url = reverse("admin:classifier_candidate_changelist")
    for _ in range(2):
        for client in (admin, bob):
            assert shown(client).text == "Plan the fair"
            candidate.refresh_from_db()
            assert candidate.state == "waiting"
            decide(client, "skip")
        candidate.refresh_from_db()
        assert candidate.state == "skipped"
        admin.post(url, {"action": "put_back", "_selected_action": [candidate.pk]})


def test_putting_back_what_the_list_is_filtered_by_forgets_the_skips_too(candidates, admin, bob):
    decide(admin, "skip")
    decide(bob, "skip")
    url = f"{reverse('admin:classifier_candidate_changelist')}?state__exact=skipped"
    pks = list(Candidate.objects.filter(state="skipped").values_list("pk", flat=True))
    admin.post(url, {"action": "put_back", "_selected_action": pks})
    assert Candidate.objects.filter(state="waiting").count() == 3
    assert not Turn.objects.filter(outcome="skipped").exists()


def test_a_candidate_that_became_an_example_by_other_means_is_put_aside(candidates, admin):
    shown(admin)
    labelling.add_example(text="Plan the fair", label="shared")
    html = decide(admin, "sales").content.decode()
    assert "An example already, labelled shared" in html
    assert Example.objects.get().label == "shared"
    assert Candidate.objects.get(text="Plan the fair").state == "dismissed"


def test_feedback_said_again_since_cannot_be_undone(feedback, admin):
    decide(admin, "keep")
    Feedback.objects.create(
        text="Quokka one", key="q", outcome="sales", label="neither", version=feedback.version
    )
    html = admin.post(UNDO, follow=True).content.decode()
    assert "said the same again" in html
    feedback.refresh_from_db()
    assert feedback.state == "dismissed"


@pytest.fixture
def tasks() -> DummyBackend:
    """What was put before a worker, from now on."""
    backend = cast(DummyBackend, default_task_backend)
    backend.clear()
    return backend


def test_an_activation_has_the_queue_put_in_order(
    version, tasks, django_capture_on_commit_callbacks
):
    Activation.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        Activation.objects.create(kind="activate", version=version)
    [result] = tasks.results
    assert result.task.name == "rank_candidates"


def test_the_order_is_found_anew_by_button(
    candidates, admin, tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("admin:classifier_candidate_rank"))
    assert len(tasks.results) == 1
