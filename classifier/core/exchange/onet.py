"""O*NET's "Task Statements": one task a row, with the code of its occupation; no labels."""

import re
from typing import Any

from ..errors import TableError
from .flat import task_text
from .record import Record
from .values import as_text

SOURCE = "O*NET"
_CODE = "o*net-soc code"
_PREFIX = re.compile(r"\d{2}(-(\d{0,4}|\d{4}\.\d{0,2})?)?")


def fits(values: dict[str, Any]) -> bool:
    """Whether a row is a task statement."""
    return _CODE in values and "task" in values


def read(values: dict[str, Any]) -> Record:
    """Return the record of one statement, its occupation's title as domain."""
    return Record(
        text=task_text(values, "task"),
        id=as_text(values, "task id"),
        source=SOURCE,
        domain=as_text(values, "title").strip()[:80],
        occupation=as_text(values, _CODE).strip(),
    )


def parse_codes(text: str) -> tuple[str, ...]:
    """Return the codes, or their beginnings, in a text such as "11-2, 13-1161, 41-".

    Raises TableError naming what is no beginning of a code.
    """
    codes = tuple(code for code in re.split(r"[\s,;]+", text.strip()) if code)
    for code in codes:
        if not _PREFIX.fullmatch(code):
            raise TableError(
                f"“{code[:20]}” is no occupation code. Codes look like 11-2021.00; "
                "a beginning such as 11-2 stands for all that begin so."
            )
    return codes
