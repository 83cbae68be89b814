"""The article's terms found in a text."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from .features import stems_of


class Term(NamedTuple):
    """A phrase of the article: its label and the facets (sections) it stands in."""

    text: str
    label: str
    facets: tuple[str, ...]


class TermFinder:
    """Terms ready to be looked up, by the stem they begin with."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Take terms in any order; one without a word is never found."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
        for term in terms:
            if stems := stems_of(term.text):
                self._by_first[stems[0]].append((stems, term))

    def find(self, text: str) -> list[Term]:
        """Return the terms whose stems stand in `text` in a row, the longest first.

        A term inside a longer one that was found is left out.
        """
        stems = stems_of(text)
        places = [
            (term, range(start, start + len(phrase)))
            for start, first in enumerate(stems)
            for phrase, term in self._by_first.get(first, ())
            if stems[start : start + len(phrase)] == phrase
        ]
        places.sort(key=lambda one: (-len(one[0].text), one[0].text))
        found: dict[Term, None] = {}
        taken: set[int] = set()
        for term, place in places:
            if taken.isdisjoint(place):
                taken.update(place)
                found[term] = None
        return list(found)
