"""Labels of many examples in one go: corrected and remembered, all or none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from classifier.exceptions import Conflict
from classifier.models import Example
from classifier.models.choices import Channel

from .labelling import check_label

_CHUNK = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One example, the label it was seen with, and the one it is to have."""

    example_id: int
    seen: str
    label: str


def correct_labels(
    corrections: Iterable[Correction], *, by: User | None, channel: Channel, reason: str = ""
) -> int:
    """Set many labels and remember each change; return how many there were.

    Raises
    ------
    InvalidInput
        If a label is not one.
    Conflict
        If an example is not labelled as it was seen any more; then nothing is changed.
    """
    moves: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in corrections:
        if one.seen != check_label(one.label):
            moves[one.seen, one.label].append(one.example_id)
    with transaction.atomic():
        for (before, after), ids in moves.items():
            for chunk in chunks(ids, _CHUNK):
                rows = Example.objects.filter(pk__in=chunk, label=before)
                signed = rows.signed(by=by, channel=channel, reason=reason)
                if signed.update(label=after, updated_at=Now()) != len(chunk):
                    raise Conflict(
                        "Somebody changed or deleted one of these examples meanwhile. "
                        "Nothing was saved; look at the report again."
                    )
    return sum(map(len, moves.values()))


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Yield the items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
