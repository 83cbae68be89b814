"""The examples as a training sees them."""

import hashlib
from dataclasses import dataclass

from classifier.core import Label, LabelledText
from classifier.models import Example


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All examples at one moment, with a hash that tells whether anything changed since."""

    training: list[LabelledText]
    test: list[LabelledText]
    digest: str


def take_snapshot() -> Snapshot:
    """Return the examples of now, in order of id."""
    training: list[LabelledText] = []
    test: list[LabelledText] = []
    digest = hashlib.sha256()
    rows = Example.objects.order_by("pk").values_list("pk", "text", "label", "domain", "is_test")
    for pk, text, label, domain, is_test in rows.iterator():
        digest.update(repr((text, label, domain, is_test)).encode())
        row = LabelledText(text=text, label=Label(label), domain=domain, id=pk)
        (test if is_test else training).append(row)
    return Snapshot(training, test, digest.hexdigest())
