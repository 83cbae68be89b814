"""The fields of ours that travel beside text and label.

Plain ones (domain, source, facets, notes) are readable everywhere. What only our own import
understands goes along as native keys in our files, and as one key `mvsite` in other tools',
which have dates and ids of their own.
"""

import json
from typing import Any

from .record import Change, Past, Record, RowError
from .values import as_flag, as_list, as_moment, as_text, join_list

KEY = "mvsite"


def read_plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return domain, source, notes and facets as keywords of Record."""
    facets = values.get("facets") or values.get("facet")
    return {
        "domain": as_text(values, "domain").strip(),
        "source": as_text(values, "source").strip(),
        "notes": as_text(values, "notes"),
        "facets": as_list(facets, "facets"),
    }


def read_past(values: dict[str, Any]) -> Past | None:
    """Return what our own export knew of the example; None if `values` are not of one."""
    packed = values.get(KEY)
    if isinstance(packed, str) and packed:
        try:
            packed = json.loads(packed)
        except (ValueError, RecursionError) as error:
            raise RowError(f"“{KEY}” is not the JSON that an export wrote.") from error
    if isinstance(packed, dict):
        values = packed
    if not {"is_test", "created_at", "updated_at"} <= values.keys():
        return None
    history = values.get("history") or []
    if not isinstance(history, list) or not all(isinstance(one, dict) for one in history):
        raise RowError("“history” must be a list of changes.")
    return Past(
        is_test=as_flag(values["is_test"], "is_test"),
        kept_label=as_text(values, "kept_label"),
        created_at=as_moment(values["created_at"], "created_at"),
        updated_at=as_moment(values["updated_at"], "updated_at"),
        changes=tuple(_read_change(one) for one in history),
    )


def _read_change(values: dict[str, Any]) -> Change:
    return Change(
        from_label=as_text(values, "from"),
        to_label=as_text(values, "to"),
        by=as_text(values, "by"),
        at=as_moment(values.get("at"), "history: at"),
        channel=as_text(values, "channel"),
        reason=as_text(values, "reason"),
    )


def plain_fields(record: Record) -> dict[str, Any]:
    """Return what every tool may show beside the text; empty fields are left out."""
    fields: dict[str, Any] = {
        "domain": record.domain,
        "source": record.source,
        "facets": join_list(record.facets) if record.facets else "",
        "notes": record.notes,
    }
    return {name: value for name, value in fields.items() if value}


def past_fields(past: Past) -> dict[str, Any]:
    """Return the past as JSON values under the names of our own files."""
    return {
        "is_test": past.is_test,
        "kept_label": past.kept_label,
        "created_at": past.created_at.isoformat(),
        "updated_at": past.updated_at.isoformat(),
        "history": [change_fields(change) for change in past.changes],
    }


def change_fields(change: Change) -> dict[str, str]:
    """Return one change as JSON values."""
    return {
        "from": change.from_label,
        "to": change.to_label,
        "by": change.by,
        "at": change.at.isoformat(),
        "channel": change.channel,
        "reason": change.reason,
    }


def travelling_fields(record: Record) -> dict[str, Any]:
    """Return plain fields, and the past as one text, for the files of other tools."""
    fields = plain_fields(record)
    if record.past:
        fields[KEY] = json.dumps(past_fields(record.past), ensure_ascii=False)
    return fields
