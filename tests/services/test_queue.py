"""The queue under several curators at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from classifier.models import Candidate, Example, Turn
from classifier.services import queue
from classifier.services import queue_decisions as decisions
from classifier.services.candidates import CandidateRow, add_candidates
from classifier.services.ranking import rank_candidates

CURATORS = 4
ITEMS = 60


@pytest.mark.django_db(transaction=True)
def test_curators_at_once_share_the_queue_and_nobody_gets_anothers_item():
    rows = (CandidateRow(text=f"Task number {n} of many") for n in range(ITEMS))
    add_candidates(rows, "x")
    users = [User.objects.create_user(f"curator{n}") for n in range(CURATORS)]

    def work(user: User) -> list[int]:
        seen = []
        while item := queue.next_item(user):
            seen.append(item.turn.item)
            decisions.label_item(turn=item.turn, label="sales", version=item.version)
        connection.close()
        return seen

    with ThreadPoolExecutor(CURATORS) as pool:
        seen = list(pool.map(work, users))
    shown = Counter(pk for items in seen for pk in items)
    assert len(shown) == ITEMS
    assert set(shown.values()) == {1}
    assert Example.objects.count() == ITEMS
    assert Candidate.objects.filter(state="labelled").count() == ITEMS


@pytest.mark.django_db(transaction=True)
def test_without_holds_two_curators_get_the_same_item(alice, charlie, monkeypatch):
    add_candidates([CandidateRow(text="Plan the fair"), CandidateRow(text="Mop the floor")], "x")

    def hold_nothing(kind: str, pk: int, user: User) -> Turn:
        return Turn(kind=kind, item=pk, curator=user)

    monkeypatch.setattr(queue, "hold", hold_nothing)
    first, second = queue.next_item(alice), queue.next_item(charlie)
    assert first
    assert second
    assert first.text == second.text


def test_the_stored_order_is_the_order_of_the_queue(db, alice):
    texts = ["Call lapsed clients", "Call the lapsed client", "Feed the horses before dawn"]
    add_candidates((CandidateRow(text=text) for text in texts), "x")
    assert rank_candidates() == 3
    ranked = list(Candidate.objects.order_by("rank").values_list("text", flat=True))
    assert ranked[1] == texts[2]
    item = queue.next_item(alice)
    assert item
    assert item.text == ranked[0]


def test_a_new_candidate_waits_behind_the_ranked_ones(db, alice):
    add_candidates([CandidateRow(text="Mop the floor"), CandidateRow(text="Plan the fair")], "x")
    Candidate.objects.filter(text="Plan the fair").update(rank=5)
    item = queue.next_item(alice)
    assert item
    assert item.text == "Plan the fair"


def test_progress_counts_what_was_done_and_what_waits(db, alice):
    rows = [CandidateRow(text=text) for text in ("Plan the fair", "Mop the floor", "Ring")]
    add_candidates(rows, "x")
    for verb in (decisions.skip_item, decisions.dismiss_item):
        item = queue.next_item(alice)
        assert item
        verb(turn=item.turn)
    seen = queue.progress(alice)
    assert (seen.done, seen.skipped, seen.waiting["candidate"], seen.total) == (1, 1, 2, 3)


def test_a_ranking_refreshes_the_models_suggestion_and_keeps_the_sources(version):
    rows = [CandidateRow(text="Write adverts", suggested_label="neither")]
    add_candidates([*rows, CandidateRow(text="Write catalogue adverts")], "x")
    Candidate.objects.filter(text="Write catalogue adverts").update(
        suggested_label="sales", probabilities={"sales": 0.9, "marketing": 0.1}
    )
    rank_candidates()
    assert dict(Candidate.objects.values_list("text", "suggested_label")) == {
        "Write adverts": "neither",
        "Write catalogue adverts": "marketing",
    }
