"""The suggestions of a plan's own model version on its tasks, some rows at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.core.decision import Decision, confidence_of
from classifier.core.rulings import Ruling
from classifier.core.text import normalise
from classifier.models import ModelVersion, Plan, PlanRow, Scenario, ScenarioRow

from . import registry
from .classification import decide
from .planning_rows import BATCH, settle

AT_ONCE = 1_500
"""Rows that one request classifies; some three quarters of a second."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows have their suggestion."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether every row has one."""
        return self.done >= self.total

    @property
    def percent(self) -> int:
        """0 to 100, rounded down."""
        return 100 * self.done // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class Advice:
    """The model's decision on one task and the words behind it."""

    decision: Decision
    words: str


def advise(version: ModelVersion, texts: Sequence[str]) -> list[Advice]:
    """Return the decisions of `version`; raises NotReady if its file cannot be used."""
    model = registry.load_usable(version)
    plain = [normalise(text) for text in texts]
    words = model.strongest_words(plain)
    return [
        Advice(ruling.decision, _words(ruling, found))
        for ruling, found in zip(decide(model, plain), words, strict=True)
    ]


def _words(ruling: Ruling, found: str) -> str:
    return f"rule “{ruling.rule.words}”" if ruling.rule else found


def progress_of(plan: Plan) -> Progress:
    """Return how far the plan is."""
    scenario = plan.scenarios.order_by("number").first()
    done = scenario.rows.count() if scenario else 0
    return Progress(done, plan.rows.count())


def classify_next(plan: Plan, *, count: int | None = None) -> Progress:
    """Classify the next rows without a suggestion, `count` or `AT_ONCE`; return the progress.

    Two callers at once do no harm: the same version gives the same row the same suggestion.
    """
    scenario = plan.scenarios.order_by("number").first()
    if scenario is None:
        return progress_of(plan)
    last = scenario.rows.order_by("-row__number").values_list("row__number", flat=True).first()
    rows = plan.rows.filter(number__gt=last if last is not None else -1).select_related("owner")
    batch = list(rows.order_by("number")[: count or AT_ONCE])
    built = build_rows(scenario, batch, plan.version)
    ScenarioRow.objects.bulk_create(built, ignore_conflicts=True, batch_size=BATCH)
    return progress_of(plan)


def build_rows(scenario: Scenario, rows: list[PlanRow], version: ModelVersion) -> list[ScenarioRow]:
    """Return the unsaved suggestions of `version` for `rows`."""
    advice = advise(version, [row.task for row in rows])
    return [_build(scenario, row, one, version) for row, one in zip(rows, advice, strict=True)]


def take_advice(row: ScenarioRow, advice: Advice, version: ModelVersion) -> None:
    """Set the suggestion of a row and the version that made it."""
    decision = advice.decision
    row.suggestion, row.words = str(decision.outcome), advice.words[:300]
    # Six places: a workbook keeps fewer than a float has, and a plan must come back the same.
    row.marketing, row.sales = round(decision.marketing, 6), round(decision.sales, 6)
    row.neither, row.shared = round(decision.neither, 6), round(decision.shared, 6)
    classes = {"marketing": row.marketing, "sales": row.sales, "neither": row.neither}
    row.confidence = round(confidence_of(decision.outcome, classes, row.shared), 6)
    row.version = version.number


def _build(scenario: Scenario, row: PlanRow, advice: Advice, version: ModelVersion) -> ScenarioRow:
    built = ScenarioRow(scenario=scenario, row=row)
    take_advice(built, advice, version)
    settle(built, today=row.owner.team)
    return built
