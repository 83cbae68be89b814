"""Two editors on one row: one wins, the other is told, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from classifier.exceptions import Conflict
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel, LabelChoice
from classifier.services import editing, labelling, staleness

ROUNDS = 500
LABELS = LabelChoice.values

Save = Callable[[Example, str, User], object]


def correct(example: Example, label: str, by: User) -> object:
    return labelling.correct_label(
        example=example, label=label, by=by, channel=Channel.QUEUE, revision=example.revision
    )


def edit(example: Example, label: str, by: User) -> None:
    editing.edit_example(example=example, values={"label": label}, revision=example.revision, by=by)


def play(rounds: int, users: list[User], saves: list[Save]) -> list[list[bool]]:
    """Let both load the row, then both save at once; return who succeeded in each round."""
    example = labelling.add_example(text="Call lapsed clients", label="sales")
    loaded, start = Barrier(2), Barrier(2)

    def editor(number: int) -> list[bool]:
        won = []
        for turn in range(rounds):
            start.wait(timeout=60)
            mine = Example.objects.get(pk=example.pk)
            loaded.wait(timeout=60)
            label = LABELS[(LABELS.index(mine.label) + 1 + number + turn % 2) % 4]
            try:
                saves[number](mine, label, users[number])
            except Conflict:
                won.append(False)
            else:
                won.append(True)
        connection.close()
        return won

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(editor, range(2)))
    return [list(pair) for pair in zip(*both, strict=True)]


def lost_updates() -> int:
    """Return how many changes do not start from the label that the one before them left."""
    changes = list(LabelChange.objects.order_by("pk"))
    return sum(before.to_label != after.from_label for before, after in pairwise(changes))


@pytest.mark.django_db(transaction=True)
def test_500_rounds_of_two_editors_lose_no_update(alice, charlie):
    rounds = play(ROUNDS, [alice, charlie], [correct, edit])
    assert [pair.count(True) for pair in rounds] == [1] * ROUNDS
    assert LabelChange.objects.count() == ROUNDS
    assert lost_updates() == 0
    example = Example.objects.get()
    assert example.revision == 1 + ROUNDS
    assert LabelChange.objects.latest("pk").to_label == example.label


@pytest.mark.django_db(transaction=True)
def test_without_the_check_updates_are_lost(alice, charlie, monkeypatch):
    for service in (labelling, editing):
        monkeypatch.setattr(service, "unchanged", lambda rows, **seen: rows)
    rounds = play(40, [alice, charlie], [correct, edit])
    assert any(pair == [True, True] for pair in rounds)


def test_the_check_is_the_one_place_that_compares(db, alice):
    example = labelling.add_example(text="Call lapsed clients", label="sales")
    rows = Example.objects.filter(pk=example.pk)
    assert staleness.unchanged(rows, label="sales", revision=1).exists()
    assert not staleness.unchanged(rows, label="shared").exists()
    assert not staleness.unchanged(rows, revision=2).exists()


def test_a_stale_edit_says_who_changed_what(db, alice, charlie):
    example = labelling.add_example(text="Call lapsed clients", label="sales", domain="law")
    editing.edit_example(
        example=Example.objects.get(),
        values={"label": "shared", "domain": "finance"},
        revision=1,
        by=charlie,
    )
    with pytest.raises(Conflict) as refused:
        editing.edit_example(
            example=example,
            values={"text": "Ring lapsed clients"},
            revision=1,
            by=alice,
            seen={"text": "Call lapsed clients", "label": "sales", "domain": "law"},
        )
    assert "changed by charlie at" in str(refused.value)
    assert "from sales to shared, domain “law” became “finance”" in str(refused.value)
    assert Example.objects.get().text == "Call lapsed clients"
