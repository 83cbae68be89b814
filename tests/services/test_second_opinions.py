import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from classifier.exceptions import Conflict
from classifier.models import Example, LabelChange, SecondOpinion
from classifier.models.choices import Channel
from classifier.services import labelling, second_opinions

AGREEMENT = reverse("admin:classifier_secondopinion_agreement")


@pytest.fixture
def bob(db) -> User:
    return User.objects.create_user("bob", password="x", is_staff=True)


def example(text: str, label: str, by: User) -> Example:
    return labelling.add_example(text=text, label=label, by=by, channel=Channel.QUEUE)


def opinion(text: str, first: str, second: str, one: User, other: User) -> SecondOpinion:
    second_opinions.ask_opinions(examples=[example(text, first, one)], by=one)
    asked = SecondOpinion.objects.latest("pk")
    second_opinions.give_opinion(opinion=asked.pk, label=second, by=other)
    asked.refresh_from_db()
    return asked


def test_agreement_is_counted_by_pair_whoever_was_first(alice, bob, charlie):
    opinion("One", "sales", "sales", alice, bob)
    opinion("Two", "marketing", "marketing", bob, alice)
    opinion("Three", "sales", "marketing", alice, bob)
    opinion("Four", "marketing", "marketing", bob, alice)
    opinion("Five", "neither", "neither", alice, charlie)
    first, second = second_opinions.agreements()
    assert (first.first, first.second, first.texts, first.agreed) == ("alice", "bob", 4, 3)
    assert first.kappa == pytest.approx(0.5)
    assert (second.second, second.kappa) == ("charlie", None)


def test_one_is_asked_for_once_at_a_time(alice):
    row = example("One", "sales", alice)
    assert second_opinions.ask_opinions(examples=[row], by=alice) == 1
    assert second_opinions.ask_opinions(examples=[row], by=alice) == 0


def test_the_first_curator_cannot_give_the_second_opinion(alice):
    second_opinions.ask_opinions(examples=[example("One", "sales", alice)], by=alice)
    with pytest.raises(Conflict, match="must be another"):
        second_opinions.give_opinion(
            opinion=SecondOpinion.objects.get().pk, label="sales", by=alice
        )


def test_a_sample_is_of_what_people_labelled_and_was_not_asked_on(alice, bob):
    labelling.add_example(text="From a file", label="sales")
    for number in range(5):
        example(f"Task {number}", "sales", bob)
    assert second_opinions.ask_sample(count=3, by=alice) == 3
    assert second_opinions.ask_sample(count=50, by=alice) == 2
    assert second_opinions.ask_sample(count=50, by=alice) == 0
    assert set(SecondOpinion.objects.values_list("first_curator", flat=True)) == {bob.pk}


def test_the_last_word_becomes_the_label_and_is_said_once(alice, bob):
    asked = opinion("One", "sales", "marketing", alice, bob)
    assert list(second_opinions.disagreements()) == [asked]
    second_opinions.settle(opinion=asked, label="shared", by=alice)
    assert Example.objects.get().label == "shared"
    assert LabelChange.objects.latest("pk").reason == "settled a disagreement"
    with pytest.raises(Conflict, match="settled already"):
        second_opinions.settle(opinion=asked, label="sales", by=bob)
    assert not second_opinions.disagreements()


def test_a_last_word_on_a_changed_example_is_refused_whole(alice, bob):
    asked = opinion("One", "sales", "marketing", alice, bob)
    revision = Example.objects.get().revision
    Example.objects.signed(by=bob, channel=Channel.PAGE).update(label="neither")
    with pytest.raises(Conflict, match="changed by bob"):
        second_opinions.settle(opinion=asked, label="shared", by=alice, revision=revision)
    asked.refresh_from_db()
    assert asked.state == "disagreed"


def test_the_page_shows_pairs_and_lets_only_a_lead_settle(alice, bob, client):
    asked = opinion("Plan the fair", "sales", "marketing", alice, bob)
    bob.user_permissions.set(Permission.objects.filter(codename__in=["view_secondopinion"]))
    client.force_login(bob)
    html = client.get(AGREEMENT).content.decode()
    assert "1 disagreement" in html
    assert "Settle “Plan the fair”" not in html
    url = reverse("admin:classifier_secondopinion_settle", args=[asked.pk])
    data = {"label": "shared", "revision": asked.example.revision}
    assert client.post(url, data).status_code == 403
    bob.user_permissions.add(Permission.objects.get(codename="settle_disagreement"))
    client.force_login(User.objects.get(pk=bob.pk))
    assert "Settle “Plan the fair”" in client.get(AGREEMENT).content.decode()
    assert "Settled: shared" in client.post(url, data, follow=True).content.decode()
    assert Example.objects.get().label == "shared"


def test_opinions_are_asked_for_in_the_list_and_by_sample(alice, client):
    row = example("Plan the fair", "sales", alice)
    client.force_login(alice)
    url = reverse("admin:classifier_example_changelist")
    client.post(url, {"action": "ask_opinions", "_selected_action": [row.pk]})
    assert SecondOpinion.objects.count() == 1
    ask = reverse("admin:classifier_secondopinion_ask")
    assert "on 0 examples" in client.post(ask, {"count": 5}, follow=True).content.decode()
    assert "Ask on 1 to" in client.post(ask, {"count": "x"}, follow=True).content.decode()


def test_the_list_hides_the_first_label_until_the_second_is_given(alice, client):
    second_opinions.ask_opinions(examples=[example("Plan the fair", "sales", alice)], by=alice)
    client.force_login(alice)
    html = client.get(reverse("admin:classifier_secondopinion_changelist")).content.decode()
    assert "hidden" in html
    assert "badge--sales" not in html
