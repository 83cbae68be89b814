"""Which lines of a job advert are headings, and of what."""

import re

from .advert_shapes import is_imperative
from .advert_words import (
    COVERED,
    DUTY_LAST,
    DUTY_NOUNS,
    FILLERS,
    HEADINGS,
    LAST_NOUNS,
    NOT_A_HEADING,
    WEAK_HEADING,
    Section,
)
from .layout import Item

_WORD = re.compile(r"[a-z0-9'&]+")
_MAX_HEADING = 120


def heading(item: Item, after: Item | None) -> Section | None:
    """Return the section `item` opens, HEADING if that is not known, None if it is no heading."""
    text = item.text
    if len(text) > _MAX_HEADING or (text.endswith((".", ";", "!", ",")) and not item.marked):
        return None
    formed = item.marked or text.rstrip().endswith(":")
    words = text.split()
    if item.bullet == "mark" and not formed:
        return None
    if formed or (len(words) < 9 and (text.isupper() or not is_imperative(text))):
        known = heading_section(text)
        if known:
            return known
    short = len(words) < 7 and not is_imperative(text)
    if item.bullet:
        over_lines = item.bullet == "number" and after and not after.bullet and not after.apart
        return Section.HEADING if over_lines and short else None
    if formed or (text.isupper() and len(words) < 7):
        return Section.HEADING
    plain = text.endswith("?") or (after and after.bullet)
    return Section.HEADING if plain and short else None


def heading_section(text: str) -> Section | None:
    """Return the section that `text` is the heading of, as far as its words tell."""
    words = _WORD.findall(text[:_MAX_HEADING].lower().replace("’", "'"))
    key = " ".join(words)
    if not words or len(text) > _MAX_HEADING:
        return None
    content = [word for word in words if word not in FILLERS]
    if DUTY_NOUNS & set(words) or (words[-1] in DUTY_LAST and len(words) < 5):
        return None if NOT_A_HEADING & set(words) else Section.DUTIES
    if WEAK_HEADING.match(key):
        return Section.DUTIES
    for section, nouns in LAST_NOUNS.items():
        if words[-1] in nouns and len(words) < 6:
            return section
    for section, cover in COVERED.items():
        if content and set(content) <= cover:
            return section
    return next((section for pattern, section in HEADINGS if pattern.match(key)), None)


def is_weak(text: str) -> bool:
    """Tell whether the heading `text` may stand over an introduction as well as over duties."""
    return bool(WEAK_HEADING.match(" ".join(_WORD.findall(text.lower()))))
