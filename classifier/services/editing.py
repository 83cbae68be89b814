"""Examples edited as a whole: text, label, domain, source."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from classifier.core.text import text_key
from classifier.exceptions import Conflict
from classifier.models import Example
from classifier.models.choices import Channel

from .labelling import check_label
from .staleness import stale, unchanged


def edit_example(
    *,
    example: Example,
    values: Mapping[str, Any],
    revision: int,
    by: User,
    channel: Channel = Channel.PAGE,
    seen: Mapping[str, object] | None = None,
) -> None:
    """Write `values` (field → value) if the example is still at `revision`.

    `seen` maps fields to what the person saw, to tell them what differs now.

    Raises
    ------
    InvalidInput
        If the label is none.
    Conflict
        If someone changed the example since, or the text is another example's; nothing is
        written.
    """
    fields = dict(values)
    if "label" in fields:
        check_label(fields["label"])
    if "text" in fields:
        fields["key"] = text_key(fields["text"])
    row = unchanged(Example.objects.filter(pk=example.pk), revision=revision)
    signed = row.signed(by=by, channel=channel)
    try:
        with transaction.atomic():
            written = signed.update(
                **fields, revision=F("revision") + 1, updated_by=by, updated_at=Now()
            )
    except IntegrityError as error:
        raise Conflict("This text is another example already.") from error
    if not written:
        raise stale(example.pk, seen=seen)
    example.refresh_from_db()
