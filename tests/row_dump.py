"""All rows of all models as plain values, without what differs from one run to the next."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey
from django.utils import timezone

MADE = {"digest", "prefix", "share_token", "session_key", "session_data", "fingerprint"}
"""Columns that are drawn by lot."""
_HASHES = ("md5$", "argon2$")
_DAY = 86_400
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")

Rows = dict[str, list[str]]


def known_ids() -> dict[str, set[Any]]:
    """Return the keys that rows have now; those of later rows are told as new."""
    return {
        model._meta.label: set(model._default_manager.values_list("pk", flat=True))
        for model in apps.get_models()
    }


def dump(known: dict[str, set[Any]]) -> Rows:
    """Return every row of every model."""
    return {
        model._meta.label: sorted(
            repr(
                [_plain(field, row[field.attname], known) for field in model._meta.concrete_fields]
            )
            for row in model._default_manager.values()
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in ("sessions.Session", "admin.LogEntry")
    }


def _plain(field: Any, value: Any, known: dict[str, set[Any]]) -> Any:
    model = field.related_model if isinstance(field, ForeignKey) else field.model
    if field.primary_key or isinstance(field, ForeignKey):
        return value if value is None or value in known.get(model._meta.label, ()) else "new"
    if isinstance(value, datetime):
        is_now = abs((value - timezone.now()).total_seconds()) < _DAY
        return "now" if is_now else value.isoformat()
    if isinstance(value, dict | list):
        return _MOMENT.sub("a moment", json.dumps(value, sort_keys=True))
    if field.name in MADE or isinstance(value, UUID):
        return "made"
    if field.name == "password" and value.startswith(_HASHES):
        return "hash"
    return value
