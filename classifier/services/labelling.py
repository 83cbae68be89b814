"""Labels of examples: given, corrected, and remembered."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from classifier import conf
from classifier.core.errors import TextError
from classifier.core.test_rows import is_test_row
from classifier.core.text import MAX_TASK, check_text, normalise, text_key
from classifier.exceptions import Conflict, InvalidInput
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel, LabelChoice


def build_example(*, text: str, label: str, domain: str = "", source: str = "staff") -> Example:
    """Return an unsaved example, its test-row lock decided.

    Raises InvalidInput if the text or the label cannot be one.
    """
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


def add_example(*, text: str, label: str, domain: str = "", source: str = "staff") -> Example:
    """Store a new example; raises Conflict if the text is one already."""
    example = build_example(text=text, label=label, domain=domain, source=source)
    try:
        with transaction.atomic():
            example.save()
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
    reason: str = "",
) -> LabelChange | None:
    """Set the label of `example` and remember the change; None if it has that label already.

    `seen` is the label the person had before their eyes, by default the one on `example`.

    Raises
    ------
    InvalidInput
        If `label` is not one.
    Conflict
        If someone else changed the label since; nothing is overwritten.
    """
    check_label(label)
    before = seen or example.label
    if before == label:
        return None
    with transaction.atomic():
        row = Example.objects.filter(pk=example.pk, label=before)
        if not row.update(label=label, updated_at=Now()):
            raise _changed_meanwhile(example)
        example.label = label
        return LabelChange.objects.create(
            example=example,
            from_label=before,
            to_label=label,
            changed_by=by,
            channel=channel,
            reason=reason,
        )


def relabel(
    *, examples: Iterable[Example], label: str, by: User | None, channel: Channel = Channel.BULK
) -> int:
    """Set one label on many examples; return how many changed."""
    changes = (
        correct_label(example=example, label=label, by=by, channel=channel) for example in examples
    )
    with transaction.atomic():
        return sum(change is not None for change in changes)


def check_label(label: str) -> str:
    """Return `label` if it is one; raises InvalidInput naming the four that are."""
    if label not in LabelChoice.values:
        raise InvalidInput(
            f"“{label[:40]}” is no label. Labels are {', '.join(LabelChoice.values)}."
        )
    return label


def _changed_meanwhile(example: Example) -> Conflict:
    change = LabelChange.objects.filter(example=example).select_related("changed_by").first()
    if change is None:
        return Conflict(f"Example {example.pk} was changed or deleted meanwhile. Load it again.")
    who = change.changed_by.get_username() if change.changed_by else "a command"
    return Conflict(
        f"Example {example.pk} was changed by {who} at {change.changed_at:%H:%M on %d %B %Y} "
        f"from {change.from_label} to {change.to_label}. Your change was not saved."
    )
