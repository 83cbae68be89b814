"""Which filters an address may ask of a list."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import BooleanField, DateField, Field, Model
from django.db.models.fields.related import RelatedField

MAX_VALUE = 500


def allowed_lookups(model: type[Model], filters: Iterable[Any], dates: str | None) -> set[str]:
    """Return the names that the filters and the date hierarchy of a list can send, no others.

    A relation can be asked for by the key of the other row alone.
    """
    allowed = {f"{dates}__{part}" for part in ("year", "month", "day")} if dates else set()
    for one in filters:
        if isinstance(one, type) and issubclass(one, ListFilter):
            allowed.add(getattr(one, "parameter_name", ""))
        else:
            allowed |= _of_field(model, one[0] if isinstance(one, list | tuple) else one)
    return allowed


def is_plain(value: Any) -> bool:
    """Return whether a filter's value is a short text or number without NUL."""
    text = str(value)
    return len(text) <= MAX_VALUE and "\x00" not in text


def _of_field(model: type[Model], path: str | Field[Any, Any]) -> set[str]:
    name = path if isinstance(path, str) else path.name
    field = get_fields_from_path(model, name)[-1]
    if isinstance(field, RelatedField):
        return {f"{name}__{field.target_field.name}__exact", f"{name}__isnull"}
    allowed = {name, f"{name}__exact", f"{name}__isnull"}
    if isinstance(field, DateField):
        return allowed | {f"{name}__gte", f"{name}__lt"}
    if not isinstance(field, BooleanField):
        allowed.add(f"{name}__in")
    return allowed
