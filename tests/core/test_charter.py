import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.core import Label
from classifier.core.charter import (
    Charter,
    CharterRule,
    check_words,
    collide,
    trace_of,
)
from classifier.core.errors import TextError
from classifier.core.features import stems_of

from ..corpus import sentences


def rule(words: str, label: str = "sales", *, pk: int = 1, order: int = 100) -> CharterRule:
    return CharterRule(id=pk, words=words, label=Label(label), order=order)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("renewal", "Handle the Renewals of key accounts", True),
        ("renewal", "Write about new energy", False),
        ("renewal", "Write about renewable energy", True),
        ('"renewal"', "Write about renewable energy", False),
        ("“Renewal”, upsell", "Write about the RENEWAL", True),
        ('"renewal"', "Write about renewals", False),
        ("price list", "Print the price lists", True),
        ("price list", "List the price", False),
        ("renewal, contract extension", "Sell a contract extension", True),
        ("l'offre", "Rédiger l’offre", True),
        ("campaign", "", False),
    ],
)
def test_words_are_matched_on_stems_in_a_row(words, text, found):
    assert bool(Charter([rule(words)]).find(text)) is found


def test_a_longer_phrase_decides_before_a_shorter_and_a_low_order_before_both():
    short, longer = rule("renewal", pk=1), rule("renewal mailing", "marketing", pk=2)
    charter = Charter([short, longer])
    assert charter.decide("Write the renewal mailing") == longer
    assert charter.decide("Price the renewal") == short
    first = rule("write", "neither", pk=3, order=1)
    assert Charter([short, longer, first]).find("Write the renewal mailing") == [
        first,
        longer,
        short,
    ]


def test_equals_are_decided_by_the_older_rule_whatever_order_they_come_in():
    one, two = rule("renewal", pk=1), rule("mailing", "marketing", pk=2)
    for rules in ([one, two], [two, one]):
        assert Charter(rules).decide("Mailing about a renewal") == one


def test_rules_collide_if_one_phrase_stands_in_the_other():
    assert collide(rule("renewals"), rule("the renewal mailing"))
    assert not collide(rule("renewal price"), rule("renewal mailing"))


@pytest.mark.parametrize("words", ["", " , ", "renewal,", "!!!", "a\x00b", "x" * 201])
def test_words_without_a_word_are_refused(words):
    with pytest.raises(TextError):
        check_words(words)


def test_words_are_kept_in_their_normal_form():
    assert check_words(" Renewal \u00a0price ,upsell ") == "Renewal price, upsell"


@given(st.sampled_from(sentences()), st.data())
def test_the_letters_of_a_phrase_stand_in_every_text_it_stands_in(example, data):
    stems = stems_of(example.text)
    start = data.draw(st.integers(0, len(stems) - 1))
    phrase = stems[start : start + 2]
    assert trace_of(phrase) in example.text.lower()


def test_numbers_are_words_of_a_rule():
    charter = Charter([rule("office 365"), rule("ISO 9001", "neither", pk=2)])
    assert charter.decide("Roll out Office 365")
    assert charter.decide("Roll out Office 97") is None
    assert charter.decide("Write to the ISO") is None
