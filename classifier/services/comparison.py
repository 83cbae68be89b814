"""Any two versions side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.core.comparison import Flip, Scored, find_flips
from classifier.core.domain_results import DomainResult, read_results
from classifier.core.errors import ArtifactError
from classifier.exceptions import NotReady
from classifier.models import ModelVersion

from .registry import load
from .test_rows import TestRows, read_test_rows, score_version

FIGURES = {
    "macro_f1": "Macro F1",
    "accuracy_binary": "Marketing or sales right",
    "coverage": "Share of tasks answered",
    "answered_accuracy": "Right when it answers",
    "shared_recall": "Shared tasks called shared or unsure",
    "ece": "Calibration error",
    "brier": "Brier score",
}
"""Figures that are compared, by their keys, as people read them."""

LESS_IS_BETTER = ("ece", "brier")

MIN_ROWS = 20
"""Fewest rows of a domain whose accuracy says something."""

MAX_DOMAINS = 30
"""Domains shown: those that changed most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePair:
    """One figure of both versions; None where one has none."""

    name: str
    before: float | None
    after: float | None
    less_is_better: bool = False

    @property
    def difference(self) -> float | None:
        """The second minus the first."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """`better`, `worse` or `same`; differences below a thousandth are none."""
        change = self.difference or 0.0
        if abs(change) < 0.0005:
            return "same"
        return "better" if (change > 0) is not self.less_is_better else "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPair:
    """A domain, left out of both trainings, and how each did on it."""

    domain: str
    n: int
    figure: FigurePair


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions on the same test rows, and on the domains both left out."""

    before: ModelVersion
    after: ModelVersion
    tests: int
    test_figures: list[FigurePair]
    domain_figures: list[FigurePair]
    domains: list[DomainPair]
    flips: list[Flip]
    scored_before: Scored
    scored_after: Scored


def compare(before: ModelVersion, after: ModelVersion) -> Comparison:
    """Return `after` beside `before`, both scored now on the locked test rows.

    Raises NotReady if the file of one of them cannot be read.
    """
    tests = read_test_rows()
    one, two = _score(before, tests), _score(after, tests)
    return Comparison(
        before=before,
        after=after,
        tests=len(tests.rows),
        test_figures=_pair_figures(one.figures.as_dict(), two.figures.as_dict()),
        domain_figures=_pair_figures(before.cross_validation, after.cross_validation),
        domains=_pair_domains(
            read_results(before.domain_results), read_results(after.domain_results)
        ),
        flips=find_flips(one, two),
        scored_before=one,
        scored_after=two,
    )


def _score(version: ModelVersion, tests: TestRows) -> Scored:
    try:
        return score_version(version, load, tests)
    except ArtifactError as error:
        raise NotReady(f"Version {version.number} cannot be compared: {error}") from error


def _pair_figures(before: dict[str, object], after: dict[str, object]) -> list[FigurePair]:
    pairs = [
        FigurePair(
            name=name,
            before=_number(before.get(key)),
            after=_number(after.get(key)),
            less_is_better=key in LESS_IS_BETTER,
        )
        for key, name in FIGURES.items()
    ]
    recalls = [
        FigurePair(name=f"Recall of {label}", before=_recall(before, label), after=now)
        for label in ("marketing", "sales", "neither")
        for now in [_recall(after, label)]
    ]
    return pairs + recalls


def _recall(figures: dict[str, object], label: str) -> float | None:
    per_label = figures.get("per_label")
    row = per_label.get(label) if isinstance(per_label, dict) else None
    return row["recall"] if row and row["n"] else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _pair_domains(
    before: Sequence[DomainResult], after: Sequence[DomainResult]
) -> list[DomainPair]:
    earlier = {result.domain: result for result in before}
    pairs = [
        DomainPair(
            domain=result.domain,
            n=result.n,
            figure=FigurePair(
                name=result.domain,
                before=earlier[result.domain].accuracy,
                after=result.accuracy,
            ),
        )
        for result in after
        if result.domain in earlier and min(result.n, earlier[result.domain].n) >= MIN_ROWS
    ]
    return sorted(pairs, key=lambda pair: -abs(pair.figure.difference or 0))[:MAX_DOMAINS]
