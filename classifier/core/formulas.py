"""Cells that a spreadsheet would run as formulas, and how they stay text in a CSV file.

An apostrophe is what spreadsheets themselves put before text that looks like a formula. It stands
before a cell, and before what would begin a cell where programs also cut at semicolons, tabs and
ends of lines, as those of many countries do.
Both directions are exact: `restore(escape(cell)) == cell` for every text.
"""

import re

# White space, controls and marks that take no room: programs pass over them.
_BLANK = (
    "(?:[^\\S\t\r\n]"
    "|[\x00-\x08\x0e-\x1b\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff])"
)
_TRIGGER = "[=+\\-@＝＋－＠\t\r\n\x00]"
_START = "(?:^|(?<=[;\t\r\n]))"
_DANGEROUS = re.compile(rf"{_START}(?='*{_BLANK}*{_TRIGGER})")
_ESCAPED = re.compile(rf"{_START}'(?='*{_BLANK}*{_TRIGGER})")


def escape(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it, or a part of it, for a formula.

    What looks escaped already is escaped once more, so that `restore` gives it back.
    """
    return _DANGEROUS.sub("'", cell)


def restore(cell: str) -> str:
    """Return what `escape` was given."""
    return _ESCAPED.sub("", cell)
