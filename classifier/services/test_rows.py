"""The locked test rows, and what versions say of them now."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

from classifier.core import Label, LabelledText, Model
from classifier.core.comparison import Scored, score_rows
from classifier.models import Example, ModelVersion

_KEPT = 4
_cache: dict[tuple[str, str], Scored] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class TestRows:
    """The locked rows with their labels of now, and a hash of both."""

    __test__ = False  # no test case, whatever its name

    rows: list[LabelledText]
    digest: str


def read_test_rows() -> TestRows:
    """Return the locked rows in order of id."""
    digest = hashlib.sha256()
    rows = []
    found = Example.objects.filter(is_test=True).order_by("pk")
    for pk, text, label, domain in found.values_list("pk", "text", "label", "domain").iterator():
        digest.update(repr((pk, text, label)).encode())
        rows.append(LabelledText(text=text, label=Label(label), domain=domain, id=pk))
    return TestRows(rows, digest.hexdigest())


def score_version(
    version: ModelVersion, load: Callable[[ModelVersion], Model], tests: TestRows
) -> Scored:
    """Return what `version` says of the rows; from memory if this process asked before.

    `load` returns the model, or raises what this raises; it is called only if it is needed.
    """
    key = (version.sha256, tests.digest)
    with _lock:
        if (known := _cache.get(key)) is not None:
            return known
    scored = score_rows(load(version), tests.rows)
    with _lock:
        while len(_cache) >= _KEPT:
            _cache.pop(next(iter(_cache)))
        _cache[key] = scored
    return scored
