"""Text as people paste it, made comparable: checks, normal forms and keys."""

import hashlib
import re
import unicodedata

from .errors import TextError

MAX_TEXT = 20_000
"""Longest text accepted at once, in characters."""

MAX_TASK = 2_000
"""Longest single task statement kept as an example, in characters."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff\ufffd]")
_SPACE = re.compile(r"\s+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def check_text(text: str, *, limit: int = MAX_TEXT) -> str:
    """Return `text` unchanged if it can be classified.

    Raises
    ------
    TextError
        If it is empty or only invisible characters (code `empty`), longer than `limit`
        characters as it stands or in normal form (`too_long`), or holds NUL, lone surrogates or
        the mark that stands for bytes that were no UTF-8 (`not_text`).
    """
    if len(text) > limit:
        raise TextError(
            f"The text has {len(text):,} characters; the limit is {limit:,}. Paste a part of it.",
            "too_long",
        )
    if _NOT_TEXT.search(text):
        raise TextError(
            "The text holds characters that are not text (NUL or broken Unicode). "
            "Copy it again as plain text.",
            "not_text",
        )
    plain = normalise(text)
    if len(plain) > limit:  # one sign may stand for eighteen letters
        raise TextError(
            f"The text has {len(plain):,} characters once each of its signs is written out; the "
            f"limit is {limit:,}. Paste a part of it.",
            "too_long",
        )
    if not plain:
        raise TextError("Enter some text: a task, a list of tasks or a job description.", "empty")
    return text


def normalise(text: str) -> str:
    """Return `text` as NFKC, without invisible characters, runs of white space made one space."""
    if text.isascii():  # nothing to compose and nothing invisible, and far quicker
        return " ".join(text.split())
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", visible).strip()


def text_key(text: str) -> str:
    """Return the key under which `text` is unique: 64 hex digits.

    Two texts share a key if they differ only in case, spacing, Unicode form, or punctuation
    and symbols at the ends. A text of symbols alone keeps them.
    """
    folded = normalise(text).casefold()
    return hashlib.sha256((_EDGES.sub("", folded) or folded).encode()).hexdigest()
