"""What a sentence of a job advert is about, told from how it begins."""

from collections.abc import Iterator

from .advert_sentences import (
    ADVERB,
    ANYWHERE,
    BE_DUTY,
    DUTY,
    GET_VERBS,
    HARD,
    HEADS,
    LABEL,
    NEED_VERBS,
    NOT_BE,
    NOT_GERUNDS,
    ROLE,
    ROLE_TITLE,
    SOFT,
    VERBS,
    WORD,
)
from .advert_words import Section


def shape(text: str) -> tuple[Section, bool]:
    """Return what `text` is about and whether that is a sure sign of a job advert.

    A sentence of no known shape is `Section.PLAIN`.
    """
    low = text[:400].lower().replace("’", "'")
    return next(_readings(low), (Section.PLAIN, False))


def _readings(low: str) -> Iterator[tuple[Section, bool]]:
    """Yield what `low` may be about, the surest first."""
    if low.count("#") > 1 and all(word.startswith("#") for word in low.split()):
        yield Section.LEGAL, True
    if LABEL.match(low):
        yield Section.ABOUT, True
    if DUTY.match(low):
        yield Section.DUTIES, False
    yield from ((section, True) for section, pattern in HARD if pattern.match(low))
    told = _told(WORD.findall(low)[:40])
    if told:
        yield told, told is not Section.DUTIES
    if is_imperative(low):
        yield Section.DUTIES, False
    yield from ((section, True) for section, pattern in ANYWHERE if pattern.search(low))
    yield from ((section, False) for section, pattern in SOFT if pattern.match(low))


def is_told(text: str) -> bool:
    """Tell whether `text` tells somebody his duty: “You will …”, “The postholder will …”."""
    return _told(WORD.findall(text[:400].lower().replace("’", "'"))[:40]) is Section.DUTIES


def is_imperative(text: str) -> bool:
    """Tell whether `text` begins as a task does: “Plan …”, “Planning …”, “To plan …”, “Plans …”."""
    words = WORD.findall(text[:120].lower())
    if words[:1] == ["to"] and len(words) > 2:
        return True
    while len(words) > 1 and ADVERB.match(words[0]):
        words = words[1:]
    return len(words) > 1 and _is_verb(words[0])


def is_title(text: str) -> bool:
    """Tell whether `text` is short, in title case and names a profession."""
    words = text.split()
    capital = sum(not word[0].islower() for word in words)
    return (
        len(words) <= 9
        and capital >= len(words) - 1
        and not text.endswith((".", ":", ";"))
        and bool(ROLE_TITLE.search(text.lower()))
    )


def _told(words: list[str]) -> Section | None:
    if not words or words[0] in ("we", "our", "if", "i"):
        return None
    if words[0] in ("you", "you're", "you've", "you'd"):
        rest = _after_adverbs(words[1:])
        if words[0] != "you" or not rest or rest[0] not in ("will", "shall"):
            return _told_now(rest if words[0] == "you" else [])
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        if word == "you'll" or (
            word in ("will", "shall") and (before == "you" or _is_role(words[:position]))
        ):
            return _verdict(_after_adverbs(words[position + 1 :]))
        if word == "is" and words[position + 1 : position + 3] == ["responsible", "for"]:
            return Section.DUTIES
    return None


def _told_now(words: list[str]) -> Section:
    """Return what “You …” is about without a “will”."""
    if words[:2] == ["report", "to"]:
        return Section.ABOUT
    duty = words and words[0] in VERBS and words[0] not in NEED_VERBS | GET_VERBS
    return Section.DUTIES if duty else Section.REQUIREMENTS


def _is_role(words: list[str]) -> bool:
    """Tell whether `words`, up to a “will”, name who holds the job."""
    named = words[:1] == ["the"] and len(words) < 9 and not HEADS.isdisjoint(words)
    return named or bool(words and ROLE.match(words[-1]))


def _verdict(words: list[str]) -> Section:
    verb, after = ([*words, "", ""])[:2]
    if verb == "be":
        after = ([*_after_adverbs(words[1:]), ""])[0]
        duty = after in BE_DUTY or (after.endswith("ing") and after not in NOT_BE)
        return Section.DUTIES if duty else Section.REQUIREMENTS
    if verb in GET_VERBS:
        return Section.BENEFITS
    if verb in NEED_VERBS:
        return Section.REQUIREMENTS
    if (verb == "report" and after == "to") or (verb == "work" and after in ("from", "in", "at")):
        return Section.ABOUT
    return Section.DUTIES


def _after_adverbs(words: list[str]) -> list[str]:
    start = next((at for at, word in enumerate(words) if not ADVERB.match(word)), len(words))
    return words[start:]


def _is_verb(word: str) -> bool:
    if word in VERBS:
        return True
    if word in NOT_GERUNDS or word == "sales":
        return False
    if word.endswith("ing"):
        base = word[:-3]
        return (
            base in VERBS
            or base + "e" in VERBS
            or (base[-1:] == base[-2:-1] and base[:-1] in VERBS)
        )
    return word.endswith("s") and (
        word[:-1] in VERBS or word[:-2] in VERBS or word[:-3] + "y" in VERBS
    )
