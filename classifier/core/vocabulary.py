"""The article's terms found in a text."""

from collections.abc import Iterable
from typing import NamedTuple

from .features import find_words, stem
from .text import normalise


class Term(NamedTuple):
    """A phrase of the article: its label and the facets (sections) it stands in."""

    text: str
    label: str
    facets: tuple[str, ...]


def find_terms(text: str, terms: Iterable[Term]) -> list[Term]:
    """Return the terms whose stems stand in `text` in a row, the longest first.

    A term inside a longer one that was found is left out.
    """
    stems = f" {_stems(text)} "
    ordered = sorted(terms, key=lambda term: (-len(term.text), term.text))
    found: list[Term] = []
    for term in ordered:
        inner = f" {_stems(term.text)} "
        if inner.strip() and inner in stems:
            found.append(term)
            stems = stems.replace(inner, " | ")
    return found


def _stems(text: str) -> str:
    return " ".join(stem(word.text) for word in find_words(normalise(text)))
