"""Cells that a spreadsheet would run as formulas, and how they stay text in a CSV file.

A leading apostrophe is what spreadsheets themselves put before text that looks like a formula.
Both directions are exact: `restore(escape(cell)) == cell` for every text.
"""

import re

_SPACE = " \u00a0"
_TRIGGER = r"[=+\-@\t\r\n]"
_DANGEROUS = re.compile(rf"'*[{_SPACE}]*{_TRIGGER}")
_ESCAPED = re.compile(rf"'+[{_SPACE}]*{_TRIGGER}")


def escape(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula.

    A cell that looks escaped already is escaped once more, so that `restore` gives it back.
    """
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def restore(cell: str) -> str:
    """Return what `escape` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell
