"""Filler sentences: any number of them, all different, the same on every machine."""

from math import prod

_VERBS = (
    "Draft", "Review", "Plan", "Prepare", "Present", "Update", "Negotiate", "Schedule", "Check",
    "Approve", "Translate", "Analyse", "Rehearse", "Summarise", "Price", "Publish",
)  # fmt: skip
_KINDS = (
    "quarterly", "regional", "first", "final", "joint", "seasonal", "revised", "short",
    "confidential", "bilingual", "printed",
)  # fmt: skip
_THINGS = (
    "renewal offer", "campaign brief", "price list", "press release", "product demo", "webinar",
    "discount request", "lead list", "newsletter", "pipeline report", "trade-fair stand",
    "customer survey", "landing page", "framework contract", "reference story", "forecast",
    "call script", "brand guideline", "tender reply",
)  # fmt: skip
_AUDIENCES = (
    "hospital buyers", "key clients", "resellers", "new subscribers", "school boards",
    "shop owners", "plant managers", "lapsed members", "the field team", "agency partners",
    "architects", "fleet operators", "the board",
)  # fmt: skip
_TIMES = (
    "before the holidays", "by Friday", "for the spring season", "after the audit", "this month",
    "ahead of the fair", "once a week",
)  # fmt: skip
_SYLLABLES = (
    "al", "bor", "cas", "dun", "el", "far", "gol", "hev", "il", "jor", "kam", "lun", "mer", "nov",
    "os", "pry", "quin", "rus", "sol", "tam", "ul", "vex", "wim", "xan", "yor", "zel", "bru", "cli",
    "dre", "fro", "gra",
)  # fmt: skip

_PARTS = (_VERBS, _KINDS, _THINGS, _AUDIENCES, _TIMES, _SYLLABLES, _SYLLABLES, _SYLLABLES)
SENTENCES = prod(map(len, _PARTS))
"""How many different sentences there are: some nine thousand million."""

_STEP = 6_180_339_887
"""Shares no factor with `SENTENCES`: neighbours differ, and no sentence comes twice."""


def load_sentence(number: int) -> str:
    """Return the filler sentence of `number`, 0 to `SENTENCES` - 1."""
    rest = number * _STEP % SENTENCES
    words = []
    for part in _PARTS:
        rest, at = divmod(rest, len(part))
        words.append(part[at])
    verb, kind, thing, audience, time, *syllables = words
    company = "".join(syllables).capitalize()
    return f"{verb} the {kind} {thing} of {company} for {audience} {time}"
