"""The lines of a pasted text: bullets, marked headings, hard-wrapped lines and sentences."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from .advert_words import bag

_SYMBOL = "\u2190-\u2bff\u3030\ue000-\uf8ff\U0001f000-\U0001faff\ufe0f\u200d"
_BULLET = re.compile(
    r"(?:(?P<mark>[-–—*•·‣▪●○◦■□➢➤►✓✔»+]+(?=\s)|[•‣▪●○◦■□➢✓✔](?=\w)|-(?=[A-Z])|o(?=\s[A-Z]))"
    r"|(?P<number>\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)](?=\s)|\d{1,2}[.)](?=[A-Z][a-z])"
    r"|\d{1,2}\.\d{1,2}(?=\s[A-Z])|\(?(?:[a-zA-Z]|[ivxIVX]{2,5})[.)](?=\s))"
    rf"|(?P<symbol>[{_SYMBOL}]+))\s?"
)
_CHECKBOX = re.compile(r"\[[ xX]?\]\s")
_LONE_MARK = re.compile(r"[-–—*•·‣▪●○◦■□➢➤►✓✔\uf0b7\uf0a7]|\d{1,3}[.)]")
_INLINE_BULLET = re.compile(r"\s[•·‣▪●➢]\s")
_FRAMED = re.compile(r"([•·▪●■◆*~=|–—-]{1,9})\s*(?P<text>[^\s].{1,118}?)\s*\1")
_LEAD_IN = re.compile(
    r".{0,80}?\b(?:includ(?:e|es|ing)|involv(?:e|es|ing)|(?:responsible|accountable) for):? "
    r"(?=[a-z-]{2,20}ing\b)"
)
_GERUND = re.compile(r"(?:,? and |, )(?=[a-z-]{2,20}ing\b)")
_MARKDOWN = re.compile(r"#{1,6}\s")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s")
_WRAP_WIDTHS = range(50, 131)

_NEVER_LAST = bag(
    """
    e.g i.e eg ie cf vs dr mr mrs ms prof st approx ca incl excl esp viz rev hon sr jr
    """
)
_BEFORE_NUMBERS = bag("no nos max min p pp vol fig art sec ext tel ref")
_PERHAPS_LAST = bag("ltd inc co corp plc llc bros dept govt")
_STARTERS = bag("you we the our this these it as in to your they if please all")


@dataclass(frozen=True, slots=True)
class Item:
    """One line or bullet; `bullet` is what marked it: "mark", "number", "symbol" or "".

    `marked` says that it was set as a heading (Markdown `#`, all bold, or underlined with `=`),
    `apart` that an empty line stands before it.
    """

    text: str
    bullet: str = ""
    marked: bool = False
    apart: bool = False
    indented: bool = False
    width: int = 0


def read_items(text: str) -> list[Item]:
    """Return the lines and bullets of `text` that hold a letter or digit, unwrapped, in order."""
    items: list[Item] = []
    apart, bullet = True, ""
    for raw in text.splitlines():
        line = " ".join(raw.translate(_INVISIBLE).split())
        if _LONE_MARK.fullmatch(line):
            bullet = "mark"
        elif not any(char.isalnum() for char in line):
            if len(line) > 2 and set(line) == {"="} and items and not apart:
                items[-1] = replace(items[-1], marked=True)
            apart = True
        else:
            width = len(raw.expandtabs().rstrip())
            found = _read_line(line, bullet)
            first = replace(found[0], apart=apart, indented=raw[0].isspace(), width=width)
            items += [first, *found[1:]]
            apart, bullet = False, ""
    return _unwrap([item for item in items if any(map(str.isalnum, item.text))])


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`; abbreviations, initials and decimals end none."""
    sentences: list[str] = []
    start = 0
    for stop in _STOP.finditer(text):
        before = text[max(start, stop.start() - 30) : stop.start()].rsplit(" ", 1)[-1]
        after = text[stop.end() : stop.end() + 30].split(" ", 1)[0]
        if _ends_sentence(before.lower().lstrip("(\"'“‘["), after, text[stop.start()]):
            sentences.append(text[start : stop.end()].strip())
            start = stop.end()
    return [one for one in (*sentences, text[start:].strip()) if any(map(str.isalnum, one))]


def split_clauses(sentence: str) -> list[str]:
    """Return the items of a list within one sentence: “… responsible for: a; b; and c.”."""
    if sentence.count(";") < 2:
        return _split_gerunds(sentence)
    head, colon, rest = sentence.partition(":")
    listed = rest if colon and ";" not in head else sentence
    clauses = (clause.strip().removeprefix("and ") for clause in listed.split(";"))
    return [clause for clause in clauses if any(map(str.isalnum, clause))]


def _split_gerunds(sentence: str) -> list[str]:
    """Part “Duties include doing a, doing b and doing c” into the doings; else keep it whole."""
    lead = _LEAD_IN.match(sentence)
    doings = _GERUND.split(sentence[lead.end() :]) if lead else []
    return doings if len(doings) > 2 else [sentence]


def _ends_sentence(before: str, after: str, mark: str) -> bool:
    first = after.lstrip("(\"'“‘[")[:1]
    if first.islower():
        return False
    if mark != ".":
        return True
    if before in _NEVER_LAST or (len(before) == 1 and before.isalpha()):
        return False
    if before in _BEFORE_NUMBERS and first.isdigit():
        return False
    initials = "." in before and all(len(part) == 1 for part in before.split("."))
    if initials or before in _PERHAPS_LAST:
        return after.lower().rstrip(",") in _STARTERS
    return True


def _read_line(line: str, bullet: str) -> list[Item]:
    framed = _FRAMED.fullmatch(line)
    if framed and not line.startswith("**"):
        return [Item(framed["text"], marked=True)]
    parts = [part for part in _INLINE_BULLET.split(line) if any(map(str.isalnum, part))]
    first = _read_part(parts[0])
    first = replace(first, bullet=first.bullet or bullet)
    return [first, *(replace(_read_part(part), bullet="mark") for part in parts[1:])]


def _read_part(part: str) -> Item:
    part = part.strip()
    markdown = _MARKDOWN.match(part)
    if markdown:
        part = part[markdown.end() :]
    found = _BULLET.match(part)
    if found and any(map(str.isalnum, part[found.end() :])):
        part = _CHECKBOX.sub("", part[found.end() :], count=1)
    else:
        found = None
    bold = part.startswith("**") and part.rstrip(":").endswith("**") and part.count("**") == 2
    plain = part.replace("**", "").strip()
    if plain.startswith("__") and plain.endswith("__"):
        plain, bold = plain.strip("_ ") or plain, True
    kind = (found.lastgroup or "") if found else ""
    return Item(plain, kind, marked=bool(markdown) or (bold and kind != "mark"))


def _unwrap(items: list[Item]) -> list[Item]:
    """Join lines that were broken only because the next word did not fit."""
    width = max((item.width for item in items), default=0)
    pairs = list(pairwise(items))
    full = [width in _WRAP_WIDTHS and _is_full(one, two, width) for one, two in pairs]
    after = [two for (_, two), is_full in zip(pairs, full, strict=True) if is_full]
    broken = sum(two.text[0].islower() for two in after)
    groups: list[list[Item]] = [items[:1]] if items else []
    for (one, two), is_full in zip(pairs, full, strict=True):
        if _continues(one, two, groups[-1][0].bullet) or (is_full and _may_join(one, two, broken)):
            groups[-1].append(two)
        else:
            groups.append([two])
    return [replace(group[0], text=" ".join(one.text for one in group)) for group in groups]


def _may_join(one: Item, two: Item, broken: int) -> bool:
    if one.text.endswith(":") or one.marked or two.marked:
        return False
    if two.text[0].islower():
        return not one.text[0].islower() or broken > 1
    return broken > 1


def _is_full(one: Item, two: Item, width: int) -> bool:
    return (
        not two.apart
        and not two.bullet
        and one.width + 1 + len(two.text.split(" ", 1)[0]) > width - 3
    )


def _continues(one: Item, two: Item, bullet: str) -> bool:
    if two.apart or two.bullet or two.marked or one.text.endswith((".", "!", "?", ":", ";")):
        return False
    if bullet and two.indented:
        return True
    return bool(bullet) and two.text[0].islower() and len(one.text) >= 40
