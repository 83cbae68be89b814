"""Words of a text, their stems, and the n-grams the model counts.

Every feature knows the words it came from, so that a linear score can be shared out
among the words exactly (see `explanation`).
"""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from .text import normalise

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CHUNK = re.compile(r"\S+")
_MAY_BE_PRIVATE = re.compile(r"[\d@]|://|www\.", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\W_]@[^\W_]|://|^\W*www\.", re.IGNORECASE)
_NUMBER = re.compile(r"\d{2,}|(?:\D*\d){4}.*")
_STEMMER = Stemmer.Stemmer("english", 0)  # `stem` keeps what it has met
_STEMMER_LOCK = threading.Lock()
CHARACTER_SIZES = (3, 4, 5)

START = "^"
"""Stands before the first stem of a text in the names of `distant_features`."""

GAPS = (2, 3)
"""How far apart two stems of one of `distant_features` stand."""


class Word(NamedTuple):
    """A word and its place in the text: `text[start:end]`."""

    text: str
    start: int
    end: int


class Feature(NamedTuple):
    """One occurrence of a counted feature and the positions of the words it covers."""

    name: str
    words: tuple[int, ...]


def find_words(text: str) -> list[Word]:
    """Return the words of `text` in order; punctuation does not count.

    E-mail and web addresses and numbers are no words: they tell persons and cases, not teams,
    and what is no word is nowhere in a model. A single digit and a code such as “B2B” or “Q4” are.
    """
    plain = _blank_private(text)
    return [Word(match.group(), *match.span()) for match in _WORD.finditer(plain)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the Porter2 stem of `word` in lower case (Porter 2001, Snowball "english")."""
    lower = word.lower().replace("’", "'")
    with _STEMMER_LOCK:  # it keeps the word it works on in itself
        return str(_STEMMER.stemWord(lower))


def cut_grams(word: str) -> list[str]:
    """Return the character n-grams of one word, its edges marked by a space."""
    padded = f" {word.lower()} "
    length = len(padded)
    return [
        padded[start : start + size]
        for size in CHARACTER_SIZES
        for start in range(length - size + 1)
    ]


@lru_cache(maxsize=30_000)
def character_grams(word: str) -> tuple[str, ...]:
    """Return what `cut_grams` returns, remembered: trainings ask for the same words again."""
    return tuple(cut_grams(word))


def word_features(words: list[str]) -> Iterator[Feature]:
    """Yield stems and pairs of neighbouring stems."""
    stems = [stem(word) for word in words]
    for position, one in enumerate(stems):
        yield Feature(one, (position,))
    for position in range(len(stems) - 1):
        yield Feature(f"{stems[position]} {stems[position + 1]}", (position, position + 1))


def distant_features(words: list[str]) -> Iterator[Feature]:
    """Yield the first stem, the first with each other, and pairs of stems that stand near.

    What is done often stands first, and to whom or for what some words later: “sell … pages”.
    """
    stems = [stem(word) for word in words]
    for position, one in enumerate(stems):
        with_first = f" {one}" if position else ""
        yield Feature(f"{START}{stems[0]}{with_first}", (0, position) if position else (0,))
        for other in (position + gap for gap in GAPS):
            if other < len(stems):
                yield Feature(f"{one} {stems[other]}", (position, other))


def character_features(words: list[str]) -> Iterator[Feature]:
    """Yield the character n-grams of each word."""
    for position, word in enumerate(words):
        for gram in character_grams(word):
            yield Feature(gram, (position,))


def analyse_words(text: str) -> list[str]:
    """Return the names of `word_features`; the analyser of the word vectoriser."""
    return [feature.name for feature in word_features(list_words(text))]


def analyse_distant(text: str) -> list[str]:
    """Return the names of `distant_features`; the analyser of the vectoriser of distant pairs."""
    return [feature.name for feature in distant_features(list_words(text))]


def analyse_characters(text: str) -> list[str]:
    """Return the names of `character_features`; the analyser of the character vectoriser."""
    return [feature.name for feature in character_features(list_words(text))]


def list_words(text: str) -> list[str]:
    """Return the words of `text` in normal form, as `find_words` finds them."""
    return _WORD.findall(_blank_private(normalise(text)))


def list_all_words(text: str) -> list[str]:
    """Return the words of `text` in normal form, numbers and addresses too.

    What people themselves name is looked up in these (“Office 365”); the model has `list_words`.
    """
    return _WORD.findall(normalise(text))


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of `list_all_words` in order."""
    return tuple(map(stem, list_all_words(text)))


def _blank_private(text: str) -> str:
    """Return `text` with spaces for what is no word; all other places stay the same.

    Looks at each chunk between white space by itself, as `scoring.lexicon` does.
    """
    if not _MAY_BE_PRIVATE.search(text):  # almost all texts
        return text
    return _CHUNK.sub(_blank_chunk, text)


def _blank_chunk(chunk: re.Match[str]) -> str:
    if _ADDRESS.search(chunk.group()):
        return " " * len(chunk.group())
    return _WORD.sub(_blank_number, chunk.group())


def _blank_number(word: re.Match[str]) -> str:
    return " " * len(word.group()) if _NUMBER.fullmatch(word.group()) else word.group()
