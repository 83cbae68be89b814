"""Labels of examples: given, corrected, and remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.db.models.functions import Now

from classifier import conf
from classifier.core.errors import TextError
from classifier.core.test_rows import is_test_row
from classifier.core.text import MAX_TASK, check_text, normalise, text_key
from classifier.exceptions import Conflict, InvalidInput
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel, LabelChoice

from .staleness import stale, unchanged

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabelled:
    """What became of many examples that were to get one label."""

    changed: int
    conflicts: list[str]
    """A sentence for each that someone else had changed; it was left alone."""


def limit_of(table: type[Model], name: str) -> int:
    """Return how many characters a column takes."""
    return int(getattr(table._meta.get_field(name), "max_length", 0))


LENGTHS = {name: limit_of(Example, name) for name in ("domain", "source", "notes")}
"""Characters that the columns of examples take."""


def check_length(name: str, value: str, limit: int) -> None:
    """Raise InvalidInput if `value` is longer than `limit`; SQLite would store it all the same."""
    if len(value) > limit:
        raise InvalidInput(
            f"“{name}” has {len(value):,} characters; the limit is {limit:,}. Shorten it."
        )


def build_example(*, text: str, label: str, domain: str = "", source: str = "staff") -> Example:
    """Return an unsaved example, its test-row lock decided.

    Raises InvalidInput if the text or the label cannot be one, or a column is too short.
    """
    for name, value in (("domain", domain), ("source", source)):
        check_length(name, value, LENGTHS[name])
    try:
        check_text(text, limit=MAX_TASK)
    except TextError as error:
        raise InvalidInput(str(error)) from error
    plain = normalise(text)
    # Definitions have no domain and are always learned.
    locked = bool(domain) and is_test_row(plain, conf.test_share())
    return Example(
        text=plain,
        key=text_key(plain),
        label=check_label(label),
        domain=domain,
        source=source,
        is_test=locked,
    )


def add_example(
    *,
    text: str,
    label: str,
    domain: str = "",
    source: str = "staff",
    notes: str = "",
    by: User | None = None,
    channel: Channel = Channel.COMMAND,
) -> Example:
    """Store a new example and, if a person labelled it, its first label in the history.

    Raises Conflict if the text is an example already.
    """
    example = build_example(text=text, label=label, domain=domain, source=source)
    example.updated_by, example.notes = by, notes
    try:
        with transaction.atomic():
            example.save()
            if by:
                LabelChange.objects.create(
                    example=example, to_label=label, changed_by=by, channel=channel
                )
    except IntegrityError as error:
        raise Conflict("This text is an example already.") from error
    return example


def correct_label(
    *,
    example: Example,
    label: str,
    by: User | None,
    channel: Channel,
    seen: str = "",
    revision: int | None = None,
    reason: str = "",
) -> LabelChange | None:
    """Set the label of `example` and remember the change; None if it has that label already.

    `seen` is the label the person had before their eyes, by default the one on `example`;
    with `revision`, nothing else of the example may have changed either.

    Raises
    ------
    InvalidInput
        If `label` is not one.
    Conflict
        If someone else changed what was seen since; nothing is overwritten.
    """
    check_label(label)
    before = seen or example.label
    rows = Example.objects.filter(pk=example.pk)
    row = unchanged(rows, label=before, revision=revision)
    if before == label:
        if not row.exists():
            raise stale(example.pk, seen={"label": before})
        return None
    with transaction.atomic():
        signed = row.signed(by=by, channel=channel, reason=reason)
        if not signed.update(label=label, updated_at=Now()):
            raise stale(example.pk, seen={"label": before})
        example.refresh_from_db(fields=["label", "revision"])
        return LabelChange.objects.filter(example=example).first()


def relabel(
    *,
    examples: Iterable[Example],
    label: str,
    by: User | None,
    channel: Channel = Channel.BULK,
    seen: Mapping[int, int] | None = None,
) -> Relabelled:
    """Set one label on many examples and tell which were left alone.

    `seen` maps ids to the revisions the person had before their eyes, by default those on
    `examples`; an example that someone changed since stays as they made it.
    """
    check_label(label)
    changed = 0
    conflicts: list[str] = []
    rows = iter(examples)
    with transaction.atomic():
        while chunk := list(islice(rows, _CHUNK)):
            expected = {one.pk: (seen or {}).get(one.pk, one.revision) for one in chunk}
            here = Example.objects.filter(pk__in=expected).exclude(label=label)
            now = dict(here.order_by().select_for_update().values_list("pk", "revision"))
            fresh = [pk for pk, revision in now.items() if revision == expected[pk]]
            changed += (
                Example.objects.filter(pk__in=fresh)
                .signed(by=by, channel=channel)
                .update(label=label, updated_at=Now())
            )
            conflicts += [str(stale(pk)) for pk in now.keys() - fresh]
    return Relabelled(changed=changed, conflicts=conflicts)


def check_label(label: str) -> str:
    """Return `label` if it is one; raises InvalidInput naming the four that are."""
    if label not in LabelChoice.values:
        raise InvalidInput(
            f"“{label[:40]}” is no label. Labels are {', '.join(LabelChoice.values)}."
        )
    return label
