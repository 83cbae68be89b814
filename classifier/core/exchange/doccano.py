"""doccano: {"id": 1, "text": "…", "label": ["sales"], "Comments": []}; other keys are meta."""

from typing import Any

from .flat import read
from .own_fields import travelling_fields
from .record import Record

__all__ = ["fits", "line", "read"]


def fits(values: dict[str, Any]) -> bool:
    """Whether a row is one of doccano's."""
    return "Comments" in values or isinstance(values.get("label", values.get("labels")), list)


def line(record: Record) -> dict[str, Any]:
    """Return the JSON line that doccano exports and imports."""
    return {
        "id": int(record.id) if record.id.isdecimal() else record.id,
        "text": record.text,
        **travelling_fields(record),
        "label": list(record.labels),
        "Comments": [],
    }
