"""The company charter: words that decide who owns a text, matched on their stems.

A rule holds phrases; a phrase stands in a text if its stems stand there in a row, or, if it is
in quotes, its very words: "renewal" in quotes leaves "renewable" alone, which has its stem.

Of several rules on one text the one with the lowest order decides; among equals the longest
phrase, then the oldest rule. So an exception to a rule is a longer phrase, or a lower order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import TextError
from .features import list_all_words, stem, stems_of
from .labels import Label
from .text import check_text, normalise

MAX_WORDS = 200
"""Longest list of phrases of a rule, in characters."""

_PLAIN = re.compile("[a-z0-9]+")

_QUOTED = re.compile('["“”](.*)["“”]')

Stems = tuple[str, ...]
"""Stems of words, or words with an equals sign before them that must stand as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterRule:
    """Words and the owner of every text they stand in."""

    id: int
    words: str
    """Phrases with commas between them; any of them will do."""
    label: Label
    note: str = ""
    order: int = 100

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sorts rules by authority, as far as it does not depend on the text."""
        return self.order, -max(map(len, self.phrases), default=0), self.id

    @property
    def phrases(self) -> list[Stems]:
        """What must stand in a row, phrase by phrase."""
        return [stems for part in self.words.split(",") if (stems := _read_phrase(part))]


class Charter:
    """Rules in force, ready to be looked up by a text's own words."""

    def __init__(self, rules: Iterable[CharterRule]) -> None:
        """Take the rules in force, in any order."""
        self.rules = tuple(rules)
        self._by_first: dict[str, list[tuple[Stems, CharterRule]]] = defaultdict(list)
        for rule in self.rules:
            for phrase in rule.phrases:
                self._by_first[phrase[0]].append((phrase, rule))

    def find(self, text: str) -> list[CharterRule]:
        """Return the rules whose words stand in `text`, the one that decides first."""
        if not self.rules:
            return []
        longest: dict[int, tuple[int, CharterRule]] = {}
        for row in (stems_of(text), _words_of(text)):
            for phrase, rule in self._phrases_in(row):
                known = longest.get(rule.id)
                if known is None or len(phrase) > known[0]:
                    longest[rule.id] = (len(phrase), rule)
        ranked = sorted(longest.values(), key=lambda one: (one[1].order, -one[0], one[1].id))
        return [rule for _, rule in ranked]

    def decide(self, text: str) -> CharterRule | None:
        """Return the rule that decides `text`, if any."""
        return next(iter(self.find(text)), None)

    def _phrases_in(self, stems: Stems) -> Iterator[tuple[Stems, CharterRule]]:
        for place, one in enumerate(stems):
            for phrase, rule in self._by_first.get(one, ()):
                if stems[place : place + len(phrase)] == phrase:
                    yield phrase, rule


def _words_of(text: str) -> Stems:
    return tuple(f"={word.lower()}" for word in list_all_words(text))


def _read_phrase(part: str) -> Stems:
    quoted = _QUOTED.fullmatch(part.strip())
    return _words_of(quoted[1]) if quoted else stems_of(part)


def check_words(words: str) -> str:
    """Return the phrases of a rule in their normal form.

    Raises TextError if one of them holds no word, or the whole is no text or too long.
    """
    if normalise(words):  # what is empty gets the message below
        check_text(words, limit=MAX_WORDS)
    parts = [normalise(part) for part in words.split(",")]
    for part in parts:
        if not _read_phrase(part):
            raise TextError(
                f"“{part}” holds no word. Write a word or a phrase; a comma stands between two.",
                "empty",
            )
    return ", ".join(parts)


def collide(first: CharterRule, second: CharterRule) -> bool:
    """Return whether a phrase of one rule stands, by stems, within a phrase of the other."""
    return any(
        _within(one, other) or _within(other, one)
        for one in map(_to_stems, first.phrases)
        for other in map(_to_stems, second.phrases)
    )


def trace_of(phrase: Stems) -> str:
    """Return letters that stand in every text that `phrase` stands in; may be empty.

    A stem may end otherwise than its word ("happi", "die"), so its last two letters are left out.
    Texts found by these letters must still be matched.
    """
    runs = [run for one in _to_stems(phrase) for run in _PLAIN.findall(one[: max(1, len(one) - 2)])]
    return max(runs, key=len, default="")


def _to_stems(phrase: Stems) -> Stems:
    return tuple(stem(one[1:]) if one.startswith("=") else one for one in phrase)


def _within(inner: Stems, outer: Stems) -> bool:
    places = range(len(outer) - len(inner) + 1)
    return any(outer[place : place + len(inner)] == inner for place in places)
