"""Optimistic locking of examples: who saves what they saw long ago overwrites nothing."""

from collections.abc import Mapping

from django.utils import timezone

from classifier.exceptions import Conflict
from classifier.models import Example, LabelChange
from classifier.models.example import ExampleQuerySet


def unchanged(
    rows: ExampleQuerySet, *, label: str | None = None, revision: int | None = None
) -> ExampleQuerySet:
    """Return those of `rows` that still have what the person saw; what is None is not asked."""
    if label is not None:
        rows = rows.filter(label=label)
    if revision is not None:
        rows = rows.filter(revision=revision)
    return rows


def untouched(rows: ExampleQuerySet, *, label: str) -> ExampleQuerySet:
    """Return those of `rows` that are as they were added with `label`: nobody edited anything."""
    return unchanged(rows, label=label, revision=1)


def stale(pk: int, *, seen: Mapping[str, object] | None = None) -> Conflict:
    """Return the refusal of a save that came too late: who changed what, and when.

    `seen` maps names of fields to what the person had before their eyes.
    """
    now = Example.objects.select_related("updated_by").filter(pk=pk).first()
    if now is None:
        return Conflict(f"Example {pk} was deleted meanwhile. Your change was not saved.")
    what = what_changed(now, seen or {}) or _last_change(now)
    return Conflict(
        f"Example {pk} was changed by {_who(now)} at {_when(now)}{what}. "
        "Your change was not saved: look at it again."
    )


def what_changed(now: Example, seen: Mapping[str, object]) -> str:
    """Return in words how `now` differs from what was seen; empty if it does not."""
    parts = []
    for name, before in seen.items():
        value = getattr(now, name)
        if value == before:
            continue
        if name == "label":
            parts.append(f" from {before} to {value}")
        else:
            parts.append(f"{',' if parts else ':'} {name} “{before}” became “{value}”")
    return "".join(parts)


def _last_change(now: Example) -> str:
    change = LabelChange.objects.filter(example=now).first()
    if change is None or not change.from_label:
        return ""
    return f" from {change.from_label} to {change.to_label}"


def _who(now: Example) -> str:
    return now.updated_by.get_username() if now.updated_by else "a command"


def _when(now: Example) -> str:
    return f"{timezone.localtime(now.updated_at):%H:%M on %d %B %Y}"
