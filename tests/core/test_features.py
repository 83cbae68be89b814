"""What counts as a word: nothing that tells a person or a case."""

import re

import pytest

from classifier.core.features import Feature, distant_features, find_words, list_words

PRIVATE = [
    "anna.kowalska@example.com",
    "<mailto:anna@example.co.uk>,",
    "ＡＮＮＡ＠example.com",
    "https://example.com/path?id=7&name=anna",
    "(www.example.com/anna)",
    "0171 234 5678",
    "+48-601-222-333",
    "06 12 34 56 78",
    "4111111111111111",
    "GB29NWBK60161331926819",
    "AB123456C",
    "٠١٢٣٤٥",
]


@pytest.mark.parametrize("private", PRIVATE)
def test_addresses_and_numbers_are_no_words(private):
    assert list_words(f"Call {private} about renewals") == ["Call", "about", "renewals"]


@pytest.mark.parametrize(
    "text", ["B2B", "Q4", "3rd", "Step 1", "2x2", "@brand", "A/B", "5 @ 7", "www", "e-mail"]
)
def test_short_codes_and_marks_stay(text):
    assert list_words(text) == re.split(r"\W+", text.strip("@"))


def test_words_keep_their_places():
    text = "Mail anna@example.com 2024 plans, then call 555-0199 twice"
    words = find_words(text)
    assert [word.text for word in words] == ["Mail", "plans", "then", "call", "twice"]
    assert all(text[word.start : word.end] == word.text for word in words)


@pytest.mark.parametrize(
    "text", ["x" * 200_000 + "@", "1" * 200_000, "a1" * 100_000, "@" * 200_000]
)
def test_long_chunks_take_no_time(text):
    find_words(text)


def test_distant_pairs_are_with_the_first_word_and_with_those_two_and_three_on():
    assert set(distant_features(["Selling", "pages", "to", "dealers", "now"])) == {
        Feature("^sell", (0,)),
        Feature("^sell page", (0, 1)),
        Feature("^sell to", (0, 2)),
        Feature("^sell dealer", (0, 3)),
        Feature("^sell now", (0, 4)),
        Feature("sell to", (0, 2)),
        Feature("sell dealer", (0, 3)),
        Feature("page dealer", (1, 3)),
        Feature("page now", (1, 4)),
        Feature("to now", (2, 4)),
    }
    assert list(distant_features([])) == []
