"""The examples as a training sees them."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from classifier.core import Label, LabelledText
from classifier.core.test_rows import skeleton
from classifier.models import Erasure, Example

NAMED = 30
"""Most sources and domains that are counted by name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All examples at one moment, with a hash that tells whether anything changed since."""

    training: list[LabelledText]
    test: list[LabelledText]
    digest: str
    near_copies: list[LabelledText] = field(default_factory=list)
    """Neither test rows nor for training: they say what a test row says, in the same words."""
    sources: Counter[str] = field(default_factory=Counter)
    """How many examples for training each source gave."""
    erasures: frozenset[int] = frozenset()
    """Ids of the erasures that were recorded before."""

    def as_data(self) -> dict[str, Any]:
        """Return what the examples are, in numbers: for the version's card."""
        domains = Counter(row.domain for row in self.training if row.domain)
        return {
            "training": len(self.training),
            "test": len(self.test),
            "near_copies": len(self.near_copies),
            "labels": Counter(str(row.label) for row in self.training),
            "sources": dict(self.sources.most_common(NAMED)),
            "domains": dict(domains.most_common(NAMED)),
            "domain_count": len(domains),
        }


def take_snapshot() -> Snapshot:
    """Return the examples of now, filler left out, in order of id."""
    # Asked first: one that comes in between is then seen as one since.
    erasures = frozenset(Erasure.objects.values_list("pk", flat=True))
    snapshot = Snapshot([], [], "", erasures=erasures)
    digest = hashlib.sha256()
    rows = list(_read_rows())
    locked = {skeleton(row.text) for row, is_test, _ in rows if is_test}
    for row, is_test, source in rows:
        side: bool | str = is_test
        if is_test:
            snapshot.test.append(row)
        elif locked and skeleton(row.text) in locked:
            side = "near copy"
            snapshot.near_copies.append(row)
        else:
            snapshot.training.append(row)
            snapshot.sources[source] += 1
        digest.update(repr((row.text, row.label.value, row.domain, side)).encode())
    return replace(snapshot, digest=digest.hexdigest())


def _read_rows() -> Iterator[tuple[LabelledText, bool, str]]:
    """Yield each example, whether it is a test row, and its source."""
    columns = ("pk", "text", "label", "domain", "is_test", "source")
    rows = Example.objects.learnable().order_by("pk").values_list(*columns)
    for pk, text, label, domain, is_test, source in rows.iterator():
        row = LabelledText(text=text, label=Label(label), domain=domain, id=pk)
        yield row, is_test, source
