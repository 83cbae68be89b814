"""What another model version would say of a plan, and taking its suggestions for open rows."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction

from classifier.core.decision import Decision
from classifier.core.labels import Outcome
from classifier.core.reorg import Suggestion, Team, Verdict, propose
from classifier.core.text import normalise
from classifier.exceptions import NotFound
from classifier.models import ModelVersion, PlanChange, Scenario, ScenarioRow

from . import registry
from .charter import charter_digest
from .classification import decide
from .planning_classify import advise, take_advice
from .planning_decisions import queue_up
from .planning_rows import leaning, offer_of, ruling_of, save_rows, settle_anew

_KEPT_SECONDS = 3_600
_SUGGESTION = [
    "suggestion", "marketing", "sales", "neither", "shared", "confidence", "words", "version",
    "proposed", "is_shared", "status", "revision",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldChange:
    """A row of which the other version thinks otherwise."""

    row: ScenarioRow
    outcome: Outcome
    confidence: float
    proposed: Team
    """Who would be proposed then; as now if people have decided."""
    is_decided: bool
    """Whether people decided, so that a re-run would leave it alone."""


def find_version(number: int) -> ModelVersion:
    """Return the version of that number without its heavy columns; raises NotFound."""
    version = ModelVersion.objects.defer("example_ids", "metrics").filter(number=number).first()
    if version is None:
        raise NotFound(f"There is no version {number}.")
    return version


def what_would_change(*, scenario: Scenario, version: ModelVersion) -> list[WouldChange]:
    """Return the rows whose suggestion would be another; stores nothing."""
    known = list(scenario.rows.order_by("row__number").values_list("pk", "suggestion"))
    decisions = _decisions(scenario, version, len(known))
    other = {
        pk: decision
        for (pk, suggestion), decision in zip(known, decisions, strict=True)
        if str(decision.outcome) != suggestion
    }
    rows = scenario.rows.select_related("row__owner").in_bulk(list(other))
    return [_would_change(rows[pk], decision) for pk, decision in other.items()]


def rerun(*, scenario: Scenario, version: ModelVersion, by: User) -> int:
    """Take the suggestions of `version` for every open row and return how many rows they are.

    Rows that people decided or parked stay as they are, suggestion and version included. The
    plan is pinned to `version` from then on.
    """
    texts = list(
        scenario.rows.filter(verdict=Verdict.OPEN).values_list("pk", "row__task").order_by("pk")
    )
    advice = dict(
        zip([pk for pk, _ in texts], advise(version, [task for _, task in texts]), strict=True)
    )
    with transaction.atomic():
        queue_up(scenario)
        rows = [
            row
            for row in scenario.rows.filter(verdict=Verdict.OPEN).select_related("row__owner")
            if row.pk in advice
        ]
        for row in rows:
            before = offer_of(row)
            take_advice(row, advice[row.pk], version)
            settle_anew(row, before, today=row.row.owner.team)
        save_rows(rows, _SUGGESTION)
        scenario.plan.version = version
        scenario.plan.save(update_fields=["version"])
        PlanChange.objects.create(
            scenario=scenario,
            kind=PlanChange.Kind.RERUN,
            rows=len(rows),
            note=f"with {version}",
            done_by=by,
        )
    return len(rows)


def _decisions(scenario: Scenario, version: ModelVersion, count: int) -> list[Decision]:
    """Return the decisions of `version` on the rows in the order of the sheet.

    They are remembered for an hour: neither a version nor the tasks of a plan ever change, and
    another charter is another key.
    """
    key = f"plan-decisions:{scenario.plan_id}:{version.sha256}:{charter_digest()}"
    known: list[Decision] | None = cache.get(key)
    if known is not None and len(known) == count:
        return known
    model = registry.load_usable(version)
    tasks = scenario.rows.order_by("row__number").values_list("row__task", flat=True)
    rulings = decide(model, [normalise(task) for task in tasks])
    decisions = [ruling.decision for ruling in rulings]
    cache.set(key, decisions, _KEPT_SECONDS)
    return decisions


def _would_change(row: ScenarioRow, decision: Decision) -> WouldChange:
    suggestion = Suggestion(
        outcome=decision.outcome, leans_to=leaning(decision.marketing, decision.sales)
    )
    proposal = propose(suggestion, ruling_of(row), today=Team(row.row.owner.team))
    return WouldChange(
        row=row,
        outcome=decision.outcome,
        confidence=decision.confidence,
        proposed=proposal.owner,
        is_decided=row.verdict != Verdict.OPEN,
    )
