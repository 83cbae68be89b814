"""More labelled sentences than the project has: the second halves of its own exchanged.

Each round takes every domain anew: the first half of each of its sentences goes on as some other
sentence of the same label ends. Sizes of domains, share of labels, lengths and words stay as they
are in the fixtures; the number of domains grows with the number of sentences.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from classifier.core import Label, LabelledText
from classifier.core.text import text_key

from .corpus import read_corpus, read_fixtures

LARGEST = 100_000
"""Up to this number, a smaller corpus is a part of every larger one."""


def large_corpus(number: int, *, seed: int = 0) -> list[LabelledText]:
    """Return `number` different sentences, numbered from 1, with the definitions among them.

    Whole domains are drawn at random from as many rounds as `LARGEST` sentences need, so that
    up to this number every size has the project's own in the same share, and those of a
    smaller one.
    """
    own = read_corpus(read_fixtures())
    different: dict[str, LabelledText] = {}
    for text in _all_rounds(own, seed):
        different.setdefault(text_key(text.text), text)
        if len(different) == max(number, LARGEST):
            break
    domains: dict[str, list[LabelledText]] = defaultdict(list)
    for text in different.values():
        domains[text.domain].append(text)
    fixed = domains.pop("", [])
    names = sorted(domains)
    random.Random(seed).shuffle(names)  # noqa: S311
    drawn = [*fixed, *(text for name in names for text in domains[name])][:number]
    return [replace(text, id=row) for row, text in enumerate(drawn, start=1)]


def _all_rounds(own: Sequence[LabelledText], seed: int) -> Iterator[LabelledText]:
    chance = random.Random(seed)  # noqa: S311
    endings: dict[Label, list[str]] = defaultdict(list)
    for text in own:
        endings[text.label].append(text.text)
    yield from own
    for turn in count(1):
        for text in own:
            if text.domain:
                mixed = _cross(text.text, chance.choice(endings[text.label]))
                yield replace(text, text=mixed, domain=f"{text.domain} {turn}")


def _cross(first: str, second: str) -> str:
    start, end = first.split(), second.split()
    return " ".join([*start[: (len(start) + 1) // 2], *end[len(end) // 2 :]])
