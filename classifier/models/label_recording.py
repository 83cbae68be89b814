"""Writes to examples that leave a line in the history of labels and a new revision, always.

Whatever door a label is changed through, `queryset.update()` and `bulk_update()` in a shell
included, the change is recorded; `signed` says by whom, through which door, and why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F

from .choices import Channel

CURATED = frozenset({"text", "label", "domain", "source", "notes"})
"""Fields that people edit: to write one makes a new revision."""

_CHUNK = 500
_M = TypeVar("_M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, through which door, and why."""

    by: User | None = None
    channel: Channel = Channel.COMMAND
    reason: str = ""


class RecordingQuerySet(models.QuerySet[_M], Generic[_M]):
    """A queryset of examples whose updates are recorded."""

    _author = Author()

    def signed(self, *, by: User | None, channel: Channel, reason: str = "") -> Self:
        """Return the same rows, to be written in this person's name."""
        signed = self._chain()  # type: ignore[attr-defined]
        signed._author = Author(by, channel, reason[:300])
        return signed  # type: ignore[no-any-return]

    def update(self, **values: Any) -> int:
        """Write the values; a new label is recorded, a curated field makes a new revision."""
        if not CURATED & values.keys():
            return super().update(**values)
        values.setdefault("revision", F("revision") + 1)
        values.setdefault("updated_by", self._author.by)
        if "label" not in values:
            return super().update(**values)
        with transaction.atomic():
            # The lock keeps PostgreSQL's rows as they were read; SQLite has the whole database.
            rows = self.order_by().values_list("pk", "label").select_for_update(of=("self",))
            before = dict(rows)
            updated = super().update(**values)
            record(self.model, before, self._author)
        return updated

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._author = self._author
        return clone  # type: ignore[no-any-return]


def record(model: type[models.Model], before: dict[int, str], author: Author) -> None:
    """Write a line for each example whose label is not what it was `before` (id → label)."""
    change = apps.get_model("classifier", "LabelChange")
    for pks in _chunks(iter(before)):
        now = model._default_manager.filter(pk__in=pks).order_by("pk").values_list("pk", "label")
        change._default_manager.bulk_create(
            change(
                example_id=pk,
                from_label=before[pk],
                to_label=label,
                changed_by=author.by,
                channel=author.channel,
                reason=author.reason,
            )
            for pk, label in now
            if label != before[pk]
        )


def _chunks(pks: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(pks, _CHUNK)):
        yield chunk
