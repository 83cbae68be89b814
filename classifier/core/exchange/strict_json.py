"""JSON read strictly: no NaN, no key twice, no endless numbers or nesting."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from .record import RowError

_MOST_DIGITS = 40
_GAP = re.compile(r"[\s,]*")


def _refuse_constant(name: str) -> Any:
    raise RowError(f"{name} is no JSON value.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RowError(f"The key “{twice[:40]}” stands twice.")
    return record


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise RowError(f"The number {digits[:40]} is too large.")
    return value


def _short(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise RowError(f"A whole number has {len(digits):,} digits; {_MOST_DIGITS} is the most.")
    return int(digits)


_DECODER = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_float=_finite,
    parse_int=_short,
    object_pairs_hook=_unique,
)


def parse_object(text: str) -> dict[str, Any]:
    """Return the JSON object that `text` is; raises RowError if it is none."""
    try:
        value = _DECODER.decode(text.strip())
    except RecursionError as error:
        raise RowError("The JSON is nested too deeply.") from error
    except ValueError as error:
        if isinstance(error, RowError):
            raise
        raise RowError(f"This is not JSON: {error}.") from error
    return as_object(value)


def as_object(value: Any) -> dict[str, Any]:
    """Return `value` if it is a JSON object; raises RowError if it is another thing."""
    if not isinstance(value, dict):
        raise RowError(f"This is not a JSON object but {json.dumps(value)[:40]}.")
    return value


def split_list(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the line on which each item of a JSON list begins, and the item.

    Raises RowError naming the line if the list is broken.
    """
    start = text.index("[") + 1
    line = 1 + text.count("\n", 0, start)
    while True:
        gap = _GAP.match(text, start)
        end = gap.end() if gap else start
        line += text.count("\n", start, end)
        if text[end : end + 1] == "]":
            if text[end + 1 :].strip():
                raise RowError(f"Line {line}: text follows after the end of the list.")
            return
        if end >= len(text):
            raise RowError(f"Line {line}: the list does not end; the file may be cut off.")
        try:
            value, start = _DECODER.raw_decode(text, end)
        except RecursionError as error:
            raise RowError(f"Line {line}: the JSON is nested too deeply.") from error
        except ValueError as error:
            raise RowError(f"From line {line} on this is not JSON: {error}.") from error
        yield line, value
        line += text.count("\n", end, start)
