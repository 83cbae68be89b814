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
    """Return the examples of now, filler left out, in order of id."""
    training: list[LabelledText] = []
    test: list[LabelledText] = []
    digest = hashlib.sha256()
    columns = ("pk", "text", "label", "domain", "is_test")
    rows = Example.objects.learnable().order_by("pk").values_list(*columns)
    for pk, text, label, domain, is_test in rows.iterator():
        digest.update(repr((text, label, domain, is_test)).encode())
        row = LabelledText(text=text, label=Label(label), domain=domain, id=pk)
        (test if is_test else training).append(row)
    return Snapshot(training, test, digest.hexdigest())
