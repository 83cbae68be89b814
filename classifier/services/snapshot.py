"""The examples as a training sees them."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from classifier.core import Label, LabelledText
from classifier.models import Example

NAMED = 30
"""Most sources and domains that are counted by name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All examples at one moment, with a hash that tells whether anything changed since."""

    training: list[LabelledText]
    test: list[LabelledText]
    digest: str
    sources: Counter[str] = field(default_factory=Counter)
    """How many examples for training each source gave."""

    def as_data(self) -> dict[str, Any]:
        """Return what the examples are, in numbers: for the version's card."""
        domains = Counter(row.domain for row in self.training if row.domain)
        return {
            "training": len(self.training),
            "test": len(self.test),
            "labels": Counter(str(row.label) for row in self.training),
            "sources": dict(self.sources.most_common(NAMED)),
            "domains": dict(domains.most_common(NAMED)),
            "domain_count": len(domains),
        }


def take_snapshot() -> Snapshot:
    """Return the examples of now, filler left out, in order of id."""
    training: list[LabelledText] = []
    test: list[LabelledText] = []
    digest = hashlib.sha256()
    sources: Counter[str] = Counter()
    columns = ("pk", "text", "label", "domain", "is_test", "source")
    rows = Example.objects.learnable().order_by("pk").values_list(*columns)
    for pk, text, label, domain, is_test, source in rows.iterator():
        digest.update(repr((text, label, domain, is_test)).encode())
        row = LabelledText(text=text, label=Label(label), domain=domain, id=pk)
        (test if is_test else training).append(row)
        sources[source] += not is_test
    return Snapshot(training, test, digest.hexdigest(), +sources)
