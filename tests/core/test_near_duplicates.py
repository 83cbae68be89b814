import pytest

from classifier.core.near_duplicates import NearDuplicates

FIRST = "Call lapsed clients every Monday morning"


@pytest.mark.parametrize(
    "other",
    [
        "call lapsed CLIENTS, every monday morning!",
        "Every Monday morning calling the lapsed client",  # one word more, inflected, turned round
        "Call lapsed clients every Monday",
        "Call lapsed clients every Friday morning",
        "Call 12 lapsed clients every Monday morning",
        "Call lasped clients every Monday morning",
    ],
)
def test_what_differs_in_a_word_at_most_is_near(other):
    assert NearDuplicates.build([FIRST, other]).among_themselves() == {1: 0}
    assert NearDuplicates.build([other]).like([(7, FIRST)]) == {0: 7}


@pytest.mark.parametrize(
    "other",
    ["Call new clients every Friday morning", "Write adverts for the zoo", "Call", "42", "…"],
)
def test_what_differs_in_more_is_not(other):
    assert NearDuplicates.build([FIRST, other]).among_themselves() == {}
    assert NearDuplicates.build([other]).like([(7, FIRST)]) == {}


def test_short_texts_must_have_the_same_words():
    index = NearDuplicates.build(["sales calls", "call sale", "sales visits"])
    assert index.among_themselves() == {1: 0}


def test_no_texts_are_like_nothing():
    index = NearDuplicates.build([])
    assert (index.among_themselves(), index.like([(1, FIRST)])) == ({}, {})


def test_each_row_of_a_run_of_twins_finds_the_other():
    index = NearDuplicates.build([FIRST, FIRST.upper(), f"{FIRST}."])
    assert index.like([(7, FIRST), (8, FIRST)]) == {0: 7, 1: 7, 2: 7}
