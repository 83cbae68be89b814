"""One key a field: our own files, doccano's, SMART's, plain HF data sets, refinery's."""

from typing import Any

from .own_fields import change_fields, past_fields, plain_fields, read_past, read_plain
from .record import Record, RowError
from .values import as_labels, as_text

COLUMNS = (
    "text",
    "label",
    "domain",
    "source",
    "facets",
    "notes",
    "id",
    "labelled_by",
    "is_test",
    "kept_label",
    "created_at",
    "updated_at",
)
"""Columns of our CSV and XLSX files; only text and label are asked for on the way in."""

_TEXTS = ("text", "column_data")
_LABELS = ("label", "labels", "column_label")
_REFINERY = "__manual"


def read(values: dict[str, Any]) -> Record:
    """Return the record of one flat row."""
    values = {name.strip().casefold(): value for name, value in values.items()}
    name = next((name for name in _TEXTS if name in values), "text")
    return Record(
        text=task_text(values, name),
        labels=as_labels(_label(values)),
        id=as_text(values, "id"),
        past=read_past(values),
        **read_plain(values),
    )


def task_text(values: dict[str, Any], name: str) -> str:
    """Return the text to classify; raises RowError if there is none."""
    text = values.get(name)
    if not isinstance(text, str) and text is not None:
        raise RowError(f"“{name}” must be text, but it is a {type(text).__name__}.")
    if not text or not text.strip():
        raise RowError(f"There is no text in “{name}”.")
    return as_text(values, name)


def _label(values: dict[str, Any]) -> Any:
    for name in _LABELS:
        if name in values:
            return values[name]
    return next((value for name, value in values.items() if name.endswith(_REFINERY)), None)


def row(record: Record) -> list[str]:
    """Return the cells of `COLUMNS`."""
    fields: dict[str, Any] = {
        "text": record.text,
        "label": record.labels[0] if record.labels else "",
        "id": record.id,
        **plain_fields(record),
    }
    if record.past:
        fields |= past_fields(record.past)
        fields["is_test"] = str(record.past.is_test).lower()
        fields["labelled_by"] = record.past.changes[-1].by if record.past.changes else ""
    return [fields.get(name, "") for name in COLUMNS]


def history_rows(record: Record) -> list[list[str]]:
    """Return the rows of the history sheet for one record."""
    changes = record.past.changes if record.past else ()
    return [[record.id, *change_fields(change).values()] for change in changes]


def line(record: Record) -> dict[str, Any]:
    """Return our JSON line, history included."""
    return {
        "text": record.text,
        "label": record.labels[0] if record.labels else "",
        "id": record.id,
        **plain_fields(record),
        "facets": list(record.facets),
        **(past_fields(record.past) if record.past else {}),
    }
