"""A pasted text taken apart into its tasks: a list of them, or the duties of a job advert."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .advert_headings import heading, heading_section, is_weak
from .advert_shapes import is_title, is_told, shape
from .advert_words import Section
from .layout import Item, read_items, split_clauses, split_sentences

__all__ = ["Line", "Section", "find_tasks", "split_lines", "split_tasks"]

_NEVER = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A line, bullet or sentence without its marks; `section` is DUTIES exactly if `is_duty`."""

    text: str
    section: Section
    is_duty: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A line and how sure it is a duty: 1 (in a list of duties) to 3; `_NEVER` if it is none."""

    text: str
    section: Section
    rank: int = _NEVER


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the advert a line stands."""

    section: Section = Section.PLAIN
    weak: bool = False
    has_bullets: bool = False


def split_tasks(text: str) -> list[str]:
    """Return the duties in `text`; if there are none, its lines without headings, or itself."""
    lines = split_lines(text)
    return [lines[place].text for place in find_tasks(lines)] or [text.strip()]


def find_tasks(lines: Sequence[Line]) -> list[int]:
    """Return the places of the duties in `lines`; if there are none, of all but the headings."""
    duties = [place for place, line in enumerate(lines) if line.is_duty]
    return duties or [
        place for place, line in enumerate(lines) if line.section is not Section.HEADING
    ]


def split_lines(text: str) -> list[Line]:
    """Return every line, bullet and sentence that holds a letter or digit, in order.

    A text without signs of a job advert is a list of tasks: each line a duty, a line of three
    or more sentences one duty a sentence. Of an advert, only what its headings or the shape of
    the sentence show to be one is a duty.
    """
    items = read_items(text)
    cut = _cut_labels(items)
    if not _is_advert(cut):
        return _read_list(items)
    found = _read_advert(cut)
    best = min((one.rank for one in found), default=_NEVER)
    return [_line(one, is_duty=one.rank == best < _NEVER) for one in found]


def _line(found: _Found, *, is_duty: bool) -> Line:
    section = found.section
    if is_duty:
        section = Section.DUTIES
    elif section is Section.DUTIES:
        section = Section.PLAIN
    return Line(found.text, section, is_duty)


def _parts(item: Item) -> list[str]:
    return [item.text] if item.bullet else split_sentences(item.text)


def _is_advert(items: list[Item]) -> bool:
    headings = sum(heading(one, None) not in (None, Section.HEADING) for one in items)
    title = len(items) > 2 and not items[0].bullet and is_title(items[0].text)
    parts = [one for item in items for one in _parts(item)]
    shapes = [shape(part) for part in parts]
    sure = sum(is_sure for _, is_sure in shapes)
    soft = sum(section not in (Section.DUTIES, Section.PLAIN) for section, _ in shapes)
    told = sum(map(is_told, parts))
    return headings + title + sure > 0 or soft > 1 or told > 1


def _read_list(items: list[Item]) -> list[Line]:
    lines = []
    for item, after in [*pairwise(items), *((one, None) for one in items[-1:])]:
        if after and (item.marked or (item.text.endswith(":") and not item.bullet)):
            lines.append(Line(item.text, Section.HEADING, is_duty=False))
            continue
        sentences = split_sentences(item.text)
        parts = sentences if len(sentences) > 2 and not item.bullet else [item.text]
        tasks = [clause for part in parts for clause in split_clauses(part)]
        lines += [Line(task, Section.DUTIES, is_duty=True) for task in tasks]
    return lines


def _cut_labels(items: list[Item]) -> list[Item]:
    """Part “Duties: plan campaigns” into the heading and what follows it."""
    cut: list[Item] = []
    for item in items:
        head, colon, rest = item.text.partition(": ")
        if colon and not item.bullet and len(head.split()) < 6 and _is_label(head, item.text):
            cut += [replace(item, text=head + ":"), replace(item, text=rest, apart=False)]
        else:
            cut.append(item)
    return cut


def _is_label(head: str, text: str) -> bool:
    known = heading_section(head)
    return known is not None and shape(text)[0] is not Section.ABOUT


def _read_advert(items: list[Item]) -> list[_Found]:
    found: list[_Found] = []
    place = _Place()
    for at, item in enumerate(items):
        after = items[at + 1] if at + 1 < len(items) else None
        section = heading(item, after)
        if section:
            found.append(_Found(item.text, Section.HEADING))
            if section is not Section.HEADING:
                weak = is_weak(item.text)
                place = _Place(section, weak)
            continue
        if item.bullet:
            place = replace(place, has_bullets=True)
        title = at < 3 and place.section is Section.PLAIN and is_title(item.text)
        if title:
            found.append(_Found(item.text, Section.ABOUT))
            continue
        before = items[at - 1] if at else None
        goes_on = found[-1].rank == 1 and _is_unstopped(before) if found else False
        listed = _is_unstopped(item) and (goes_on or _is_near(item, before, after))
        found += _read_item(item, place, listed=listed)
    return found


def _is_near(item: Item, before: Item | None, after: Item | None) -> bool:
    """Tell whether a line stands directly above or below `item`."""
    return bool((after and not after.apart) or (before and not item.apart))


def _is_unstopped(item: Item | None) -> bool:
    """Tell whether `item` ends as a line of a list does, not as a sentence."""
    return item is not None and (item.text.endswith(";") or not item.text.endswith((".", "!", "?")))


def _read_item(item: Item, place: _Place, *, listed: bool) -> list[_Found]:
    parts = _parts(item)
    found = [_read_part(part, place, item, listed and len(parts) == 1) for part in parts]
    return [
        replace(one, text=clause)
        for one in found
        for clause in (split_clauses(one.text) if one.rank < _NEVER else [one.text])
    ]


def _read_part(part: str, place: _Place, item: Item, listed: bool) -> _Found:
    section, sure = shape(part)
    away = section not in (Section.DUTIES, Section.PLAIN)
    if place.section is Section.DUTIES:
        if item.bullet or (listed and not place.has_bullets):
            return _Found(part, section, _NEVER) if away and sure else _Found(part, section, 1)
        rank = (2 if place.weak else 1) if section is Section.DUTIES else _NEVER
        return _Found(part, section, rank)
    if place.section is Section.PLAIN:
        rank = 2 if section is Section.DUTIES else _NEVER
        return _Found(part, section, 2 if item.bullet and not away else rank)
    rank = 3 if place.section is Section.ABOUT and is_told(part) else _NEVER
    return _Found(part, section if away else place.section, rank)
