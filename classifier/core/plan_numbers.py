"""Hours and costs as people write them, exactly: 7.5, 7,5, 1.234,50, 7:30, 12 h."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

HUNDREDTH = Decimal("0.01")
LARGEST = Decimal("1000000000")
LONGEST = 100
"""Characters of a cell that may be a number."""
_UNIT = re.compile(r"(h|hrs?|hours?|std\.?|€|\$|£|eur|usd|gbp)$", re.IGNORECASE)
_CURRENCY = re.compile(r"^[€$£]\s*")
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)")
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?e[+-]?\d{1,3}", re.IGNORECASE)
_PLAIN = re.compile(r"\d+")
_ONE_MARK = re.compile(r"(\d*)([.,])(\d+)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*(?:([.,])(\d+))?")


class NumberError(ValueError):
    """A cell is no number that can be used; the message says why, without the place."""


def find_decimal_marks(cells: Iterable[str]) -> set[str]:
    """Return the marks, "." or ",", that are decimal marks in a column beyond doubt."""
    marks = set()
    for cell in cells:
        text = _bare(cell)
        if (one := _ONE_MARK.fullmatch(text)) and not _is_ambiguous(one):
            marks.add(one[2])
        elif (grouped := _GROUPED.fullmatch(text)) and grouped[2] and grouped[2] != grouped[1]:
            marks.add(grouped[2])
    return marks


def parse_number(cell: str, *, marks: set[str], name: str = "hours") -> Decimal:
    """Return the exact number, 0 to `LARGEST`.

    Parameters
    ----------
    cell : the text of the cell
    marks : what `find_decimal_marks` found in its column; settles what “1,234” means

    Raises
    ------
    NumberError
        If it is empty, negative, too large, ambiguous or no number.
    """
    if len(cell) > LONGEST:
        raise NumberError(f"has {len(cell):,} characters, which are no number")
    text = _bare(cell)
    if not text:
        raise NumberError(f"is empty; the task needs its {name}")
    if text[0] in "-−–" or (text[0] == "(" and text[-1] == ")"):
        raise NumberError(f"has “{cell[:40]}”; {name} cannot be negative")
    value = _value(text.lstrip("+"), marks, cell)
    if value > LARGEST:
        raise NumberError(f"has “{cell[:40]}”; that is more {name} than anybody has")
    return value


def to_hundredths(value: Decimal) -> Decimal:
    """Return `value` to two places, halves to the even neighbour."""
    return value.quantize(HUNDREDTH, ROUND_HALF_EVEN)


def _value(text: str, marks: set[str], cell: str) -> Decimal:
    if _PLAIN.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
        return Decimal(text)
    if clock := _CLOCK.fullmatch(text):
        return Decimal(clock[1]) + Decimal(clock[2]) / 60
    if one := _ONE_MARK.fullmatch(text):
        if not _is_ambiguous(one):
            return Decimal(f"{one[1] or 0}.{one[3]}")
        if len(marks) != 1:
            raise NumberError(
                f"has “{cell[:40]}”, which could mean {one[1]}{one[3]} or {one[1]}.{one[3]}; "
                "write one of these"
            )
        return Decimal(f"{one[1]}.{one[3]}" if one[2] in marks else f"{one[1]}{one[3]}")
    if (grouped := _GROUPED.fullmatch(text)) and grouped[1] != grouped[2]:
        whole = text if grouped[2] is None else text[: text.rindex(grouped[2])]
        digits = re.sub(r"\D", "", whole)
        return Decimal(f"{digits}.{grouped[3] or 0}")
    raise NumberError(f"has “{cell[:40]}”, which is no number")


def _is_ambiguous(one: re.Match[str]) -> bool:
    """Whether “1,234” may be a thousand or a fraction; “0,234” and “1234,567” may not."""
    return len(one[3]) == 3 and 1 <= len(one[1]) <= 3 and not one[1].startswith("0")


def _bare(cell: str) -> str:
    text = cell.replace("\u00a0", " ").replace("\u202f", " ").strip()
    return _UNIT.sub("", _CURRENCY.sub("", text)).strip()
