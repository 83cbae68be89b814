"""The gate: what speaks against activating a version without a reason.

Both versions are scored now on the same locked test rows with their labels of now: figures that
were stored at different times may be of different rows.
"""

from collections.abc import Callable, Iterator
from typing import Any

from classifier.core import Model
from classifier.core.errors import ArtifactError
from classifier.core.labels import CLASSES
from classifier.models import ModelVersion

from .label_changes import MAX_SHARE, report_changes
from .test_rows import read_test_rows, score_version

WORSE_BY = 0.01
"""A drop of macro F1 on the locked test rows beyond this needs a reason."""

RECALL_WORSE_BY = 0.02
"""And so does a drop of the recall of any class beyond this."""

Load = Callable[[ModelVersion], Model]


def find_objections(version: ModelVersion, current: ModelVersion, load: Load) -> list[str]:
    """Return what speaks against `version` taking the place of `current`, a sentence each.

    `load` returns a version's model or raises ArtifactError; then the stored figures are
    compared, so that a lost file does not block the way to a version that works.
    """
    return [*_worse_figures(version, current, load), *_dominant_users(version, current)]


def _worse_figures(version: ModelVersion, current: ModelVersion, load: Load) -> Iterator[str]:
    after, before = _figures(version, current, load)
    worse = list(_drops(before, after))
    if worse:
        yield (
            f"Version {version.number} is worse than the active {current} on the locked test rows: "
            f"{'; '.join(worse)}."
        )


def _figures(
    version: ModelVersion, current: ModelVersion, load: Load
) -> tuple[dict[str, Any], dict[str, Any]]:
    tests = read_test_rows()
    if not tests.rows:
        return {}, {}
    try:
        after, before = (
            score_version(one, load, tests).figures.as_dict() for one in (version, current)
        )
    except ArtifactError:
        return version.test, current.test
    return after, before


def _drops(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    one, two = before.get("macro_f1"), after.get("macro_f1")
    if one is not None and two is not None and two < one - WORSE_BY:
        yield f"macro F1 {two:.3f} after {one:.3f}"
    for name in CLASSES:
        was = before.get("per_label", {}).get(name, {})
        now = after.get("per_label", {}).get(name, {})
        if was.get("n") and now and now["recall"] < was["recall"] - RECALL_WORSE_BY:
            yield f"recall of {name} {now['recall']:.3f} after {was['recall']:.3f}"


def _dominant_users(version: ModelVersion, current: ModelVersion) -> Iterator[str]:
    report = report_changes(version, current)
    for one in report.users:
        if one.needs_reason:
            said = (
                f"{one.name} changed the labels of {one.in_effect:,} examples since {current} was "
                "trained"
            )
            if one.share > MAX_SHARE:
                said += f": {100 * one.share:.0f} % of the training set"
            if one.test_share > MAX_SHARE:
                said += f", among them {100 * one.test_share:.0f} % of the test rows"
            yield f"{said}."
