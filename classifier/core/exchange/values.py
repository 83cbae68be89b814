"""Values of other people's files as ours: texts, labels, dates, lists."""

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from ..silent_cells import CellError
from .record import RowError

MAX_CELL = 20_000
"""Longest text of a cell or value, in characters."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The years in which a date of a file may be."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_JOINED = "#"
"""What doccano joins the labels of a CSV row with."""


def as_text(values: dict[str, Any], name: str) -> str:
    """Return a text value, or the empty text; raises RowError if it is another thing."""
    value = values.get(name)
    if value is None:
        return ""
    refuse_cell_error(name, value)
    if isinstance(value, bool | float | list | dict):
        raise RowError(f"“{name}” must be text, but it is {json.dumps(value, default=str)[:40]}.")
    return check_length(name, str(value))


def refuse_cell_error(name: str, value: Any) -> None:
    """Raise RowError if `value` is an error in a cell of a workbook."""
    if isinstance(value, CellError):
        raise RowError(f"“{name}” holds the error {value} of a formula. Correct the formula.")


def check_length(name: str, value: str) -> str:
    """Return `value` if it is text of a length people write; raises RowError if not."""
    if len(value) > MAX_CELL:
        raise RowError(f"“{name}” has {len(value):,} characters; the limit is {MAX_CELL:,}.")
    if _NOT_TEXT.search(value):
        raise RowError(f"“{name}” holds characters that are not text (NUL or broken Unicode).")
    return value


def as_labels(value: Any) -> tuple[str, ...]:
    """Return the labels that a value stands for, in lower case, each once.

    A text is one label, or several as a JSON list, as {"choices": […]} or joined by “#”.
    """
    refuse_cell_error("label", value)
    if value is None:
        return ()
    if isinstance(value, str):
        return _distinct(_split(value))
    if isinstance(value, dict) and isinstance(value.get("choices"), list):
        return as_labels(value["choices"])
    if isinstance(value, list):
        for one in value:
            if isinstance(one, list | dict):
                raise RowError("The label marks a part of the text; labels are of whole texts.")
            if not isinstance(one, str):
                raise _not_a_name(one)
        return _distinct(value)
    raise _not_a_name(value)


def _split(value: str) -> list[str]:
    if value.strip()[:1] in ("[", "{"):
        try:
            inner = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
        return list(as_labels(inner))
    return value.split(_JOINED)


def _distinct(labels: Iterable[str]) -> tuple[str, ...]:
    names = (check_length("label", label).strip().casefold() for label in labels)
    return tuple(dict.fromkeys(name for name in names if name))


def _not_a_name(value: Any) -> RowError:
    return RowError(
        f"The label is {json.dumps(value, default=str)[:40]}. Write its name: "
        "marketing, sales, shared or neither."
    )


def as_list(value: Any, name: str) -> tuple[str, ...]:
    """Return a list of texts, given as a list, or as one cell with semicolons or lines between."""
    refuse_cell_error(name, value)
    if not value:
        return ()
    if isinstance(value, str):
        cell = io.StringIO(check_length(name, value), newline="")
        value = list(chain.from_iterable(csv.reader(cell, delimiter=";")))
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise RowError(f"“{name}” must be a list of texts.")
    names = (check_length(name, one).strip() for one in value)
    return tuple(dict.fromkeys(one for one in names if one))


def join_list(values: Iterable[str]) -> str:
    """Return the one cell that `as_list` splits again."""
    cell = io.StringIO()
    # Before Python 3.13 a line break in a value is quoted only if it ends lines.
    csv.writer(cell, delimiter=";", lineterminator="\r\n").writerow(list(values))
    return cell.getvalue().removesuffix("\r\n")


def as_flag(value: Any, name: str) -> bool:
    """Return yes or no as JSON, spreadsheets and people write them."""
    word = str(value).strip().casefold()
    if word in ("true", "1", "yes"):
        return True
    if word in ("false", "0", "no", "", "none"):
        return False
    raise RowError(f"“{name}” must be true or false, but it is “{word[:40]}”.")


def is_of_our_time(moment: datetime) -> bool:
    """Return whether a date is one that people mean, and that every database and zone can tell."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def as_moment(value: Any, name: str) -> datetime:
    """Return a moment given as ISO 8601; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise RowError(f"“{name}” must be a date and time such as 2026-03-01T09:30:00Z.") from error
    if not is_of_our_time(moment):
        raise RowError(f"“{name}” is in the year {moment.year}. Correct the date.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
