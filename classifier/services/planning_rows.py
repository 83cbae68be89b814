"""Rows of a scenario between the tables and `core.reorg`."""

from collections.abc import Iterable
from decimal import Decimal

from classifier.core.labels import Outcome
from classifier.core.reorg import PlannedTask, Ruling, Status, Suggestion, Team, Verdict, propose
from classifier.core.reorg_totals import NOUGHT
from classifier.models import Scenario, ScenarioRow

BATCH = 1_000
Offer = tuple[str, Team, str, bool, str]
_COLUMNS = (
    "row__number", "row__role", "row__task", "row__person", "row__hours", "row__cost",
    "row__owner_id", "proposed", "status", "is_shared", "marketing", "sales", "suggestion",
    "confidence", "verdict", "reason",
)  # fmt: skip


def suggestion_of(row: ScenarioRow) -> Suggestion:
    """Return what the model suggests for a row."""
    return Suggestion(outcome=Outcome(row.suggestion), leans_to=leaning(row.marketing, row.sales))


def offer_of(row: ScenarioRow) -> Offer:
    """Return what people have before their eyes when they decide on a row."""
    leans_to = leaning(row.marketing, row.sales)
    return row.suggestion, leans_to, row.proposed, row.is_shared, row.status


def ruling_of(row: ScenarioRow) -> Ruling:
    """Return what people decided on a row."""
    return Ruling(
        verdict=Verdict(row.verdict),
        owner=Team(row.owner) if row.owner else None,
        is_shared=row.both,
    )


def settle_anew(row: ScenarioRow, before: Offer, *, today: str) -> None:
    """Settle a row whose suggestion or owner is another; if the offer is, it has a new revision.

    Whoever saw the row before then decides on nothing they have not seen.
    """
    settle(row, today=today)
    row.revision += offer_of(row) != before


def settle(row: ScenarioRow, *, today: str) -> None:
    """Set `proposed`, `is_shared` and `status` from the suggestion and the ruling."""
    proposal = propose(suggestion_of(row), ruling_of(row), today=Team(today))
    row.proposed, row.status = proposal.owner.value, proposal.status.value
    row.is_shared = proposal.is_shared


def save_rows(rows: Iterable[ScenarioRow], fields: list[str]) -> None:
    """Write `fields` of many stored rows at once."""
    ScenarioRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
        batch_size=BATCH,
    )


def leaning(marketing: float, sales: float) -> Team:
    """Return the likelier of the two teams."""
    return Team.MARKETING if marketing >= sales else Team.SALES


def read_tasks(scenario: Scenario) -> list[PlannedTask]:
    """Return every row of the scenario in the order of the sheet."""
    owners = {
        pk: (name, Team(team))
        for pk, name, team in scenario.plan.owners.values_list("pk", "name", "team")
    }
    teams, statuses = {str(t): t for t in Team}, {str(s): s for s in Status}
    verdicts, outcomes = {str(v): v for v in Verdict}, {str(o): o for o in Outcome}
    found = scenario.rows.order_by("row__number").values_list(*_COLUMNS)
    return [
        PlannedTask(
            number=number,
            role=role,
            text=task,
            person=person,
            hours=_exact(hours),
            cost=NOUGHT if cost is None else _exact(cost),
            owner=owners[owner][0],
            today=owners[owner][1],
            proposed=teams[proposed],
            status=statuses[status],
            is_shared=is_shared,
            leans_to=leaning(marketing, sales),
            outcome=outcomes[suggestion],
            confidence=confidence,
            verdict=verdicts[verdict],
            reason=reason,
        )
        for (
            number, role, task, person, hours, cost, owner, proposed, status, is_shared,
            marketing, sales, suggestion, confidence, verdict, reason,
        ) in found.iterator(chunk_size=5_000)
    ]  # fmt: skip


def task_of(one: ScenarioRow) -> PlannedTask:
    """Return one row, loaded with its `row` and `row.owner`, for `core.reorg`."""
    row = one.row
    return PlannedTask(
        number=row.number,
        role=row.role,
        text=row.task,
        person=row.person,
        hours=row.hours,
        cost=row.cost or NOUGHT,
        owner=row.owner.name,
        today=Team(row.owner.team),
        proposed=Team(one.proposed),
        status=Status(one.status),
        is_shared=one.is_shared,
        leans_to=leaning(one.marketing, one.sales),
        outcome=Outcome(one.suggestion),
        confidence=one.confidence,
        verdict=Verdict(one.verdict),
        reason=one.reason,
    )


def _exact(value: Decimal) -> Decimal:
    return value if value.as_tuple().exponent == -2 else value.quantize(NOUGHT)
