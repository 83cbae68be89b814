"""What a record must hold to become an example."""

from classifier.core.exchange import Past, Record
from classifier.exceptions import InvalidInput
from classifier.models import Facet, LabelChange
from classifier.models.choices import Channel

from .labelling import LENGTHS, check_label, check_length, limit_of

_FACET = limit_of(Facet, "name")
_REASON = limit_of(LabelChange, "reason")


def check_record(record: Record) -> None:
    """Raise InvalidInput, naming field and value, if the record's fields cannot be stored.

    The text is left to whoever builds the example.
    """
    if len(record.labels) > 1:
        raise InvalidInput(
            f"The row has {len(record.labels)} labels: {', '.join(record.labels)[:100]}. "
            "A text has one; write “shared” if both teams own it."
        )
    for label in record.labels:
        check_label(label)
    for name, limit in LENGTHS.items():
        check_length(name, getattr(record, name), limit)
    for facet in record.facets:
        check_length("facet", facet, _FACET)
    if record.past:
        _check_past(record.past)


def _check_past(past: Past) -> None:
    if past.kept_label:
        check_label(past.kept_label)
    for change in past.changes:
        if change.from_label:  # a first label came from none
            check_label(change.from_label)
        if check_label(change.to_label) == change.from_label:
            raise InvalidInput(f"The history has a change from {change.to_label} to the same.")
        if change.channel not in Channel.values:
            raise InvalidInput(f"The history has an unknown channel “{change.channel[:40]}”.")
        check_length("reason", change.reason, _REASON)
