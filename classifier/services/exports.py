"""Examples out: into our files and those of other labelling tools, as a stream."""

from collections.abc import Iterator
from typing import IO

from django.db.models import Prefetch, QuerySet

from classifier.core.errors import TableError
from classifier.core.exchange import FORMATS, Change, Format, Past, Record, write_records
from classifier.exceptions import InvalidInput
from classifier.models import Example, LabelChange

_PAGE = 1_000
_HISTORY = Prefetch(
    "label_changes", LabelChange.objects.order_by("pk").select_related("changed_by")
)


def find_format(name: str) -> Format:
    """Return a format by its name; raises InvalidInput naming those there are."""
    if name not in FORMATS:
        raise InvalidInput(f"“{name[:40]}” is no format. Formats are {', '.join(FORMATS)}.")
    return FORMATS[name]


def export_examples(*, file: IO[bytes], format_name: str, examples: QuerySet[Example]) -> None:
    """Write examples to `file`, the oldest first, whatever the order of the list.

    Raises InvalidInput if there is no such format, or it cannot hold that many.
    """
    find_format(format_name)
    try:
        write_records(file, format_name, records(examples))
    except TableError as error:
        raise InvalidInput(str(error)) from error


def stream_examples(*, format_name: str, examples: QuerySet[Example]) -> Iterator[bytes] | None:
    """Yield the pieces of an export; None if the format can only be written as a whole."""
    chunks = find_format(format_name).chunks
    return None if chunks is None else chunks(records(examples))


def records(examples: QuerySet[Example]) -> Iterator[Record]:
    """Yield the examples as records, read page by page: no read is long, memory stays small."""
    pages = examples.order_by("pk").prefetch_related(None).prefetch_related("facets", _HISTORY)
    last = 0
    while page := list(pages.filter(pk__gt=last)[:_PAGE]):
        last = page[-1].pk
        yield from map(_record, page)


def _record(example: Example) -> Record:
    return Record(
        text=example.text,
        labels=(example.label,),
        id=str(example.pk),
        domain=example.domain,
        source=example.source,
        notes=example.notes,
        facets=tuple(facet.name for facet in example.facets.all()),
        past=Past(
            is_test=example.is_test,
            kept_label=example.kept_label,
            created_at=example.created_at,
            updated_at=example.updated_at,
            changes=tuple(_change(change) for change in example.label_changes.all()),
        ),
    )


def _change(change: LabelChange) -> Change:
    return Change(
        from_label=change.from_label,
        to_label=change.to_label,
        by=change.changed_by.get_username() if change.changed_by else "",
        at=change.changed_at,
        channel=change.channel,
        reason=change.reason,
    )
