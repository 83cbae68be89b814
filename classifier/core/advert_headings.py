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
_POINTER = re.compile(r"(?:that's|that is|this is|these are|here's|here is|here are) ")


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
    short_of_a_task = len(words) < 7 and (after is not None and _stands_over(item, after))
    asked = short and (text.endswith("?") or (after is not None and bool(after.bullet)))
    return Section.HEADING if short_of_a_task or asked else None


def _stands_over(item: Item, after: Item) -> bool:
    """Tell whether `item`, set apart, stands directly over its bullets or over lines of tasks.

    Over bullets it may begin as a task does: “Market insight”.
    """
    if not item.apart or after.apart:
        return False
    return bool(after.bullet) or (not is_imperative(item.text) and is_imperative(after.text))


def heading_section(text: str) -> Section | None:
    """Return the section that `text` is the heading of, as far as its words tell."""
    plain = " ".join(_WORD.findall(text[:_MAX_HEADING].lower().replace("’", "'")))
    key = _POINTER.sub("", plain, count=1) if _POINTER.match(plain) else plain
    words = key.split()
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
