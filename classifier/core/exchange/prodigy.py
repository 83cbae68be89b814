"""Prodigy: JSON lines of the choice recipe, or of one label accepted or rejected."""

from typing import Any

from .flat import task_text
from .own_fields import KEY, read_past, read_plain, travelling_fields
from .record import Record, RowError
from .values import as_labels, as_text

_ANSWERS = {"reject": "The answer was rejected.", "ignore": "The answer was ignored."}
LABELS = ("marketing", "sales", "shared", "neither")


def fits(values: dict[str, Any]) -> bool:
    """Whether a line is one of Prodigy's."""
    return bool({"answer", "accept", "_task_hash", "_input_hash"} & values.keys())


def read(values: dict[str, Any]) -> Record:
    """Return the record of one line; what was not accepted is to be skipped."""
    answer = values.get("answer", "accept")
    if answer not in ("accept", *_ANSWERS):  # compared, not looked up: it may be a list
        raise RowError(f"The answer is “{str(answer)[:40]}”; it must be accept, reject or ignore.")
    if "accept" in values and not isinstance(values["accept"], list):
        raise RowError("“accept” must be a list.")
    meta = values.get("meta") if isinstance(values.get("meta"), dict) else {}
    return Record(
        text=task_text(values, "text"),
        labels=as_labels(values.get("accept", values.get("label"))),
        skip=_ANSWERS.get(answer, ""),
        id=as_text(values, "_task_hash"),
        past=read_past({KEY: (meta or {}).get(KEY)}),
        **read_plain(meta or {}),
    )


def line(record: Record) -> dict[str, Any]:
    """Return the line of the choice recipe, answered."""
    return {
        "text": record.text,
        "options": [{"id": label, "text": label} for label in LABELS],
        "accept": list(record.labels),
        "answer": "accept",
        "meta": travelling_fields(record),
    }
