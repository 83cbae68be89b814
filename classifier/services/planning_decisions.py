"""Decisions on the rows of a scenario: accept, override, park, reopen; one row or many."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from classifier.core.reorg import Team, Verdict, accept
from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import PlanChange, RowChange, Scenario, ScenarioRow
from classifier.models.plan import TeamChoice

from .nul import refuse_nul
from .planning_rows import BATCH, save_rows, settle, suggestion_of

RULING = ["verdict", "owner", "both", "reason", "decided_by", "decided_at"]
"""The fields of a row that a decision sets; `proposed`, `is_shared` and `status` follow."""
_OF_ALL = (PlanChange.Kind.RERUN, PlanChange.Kind.MAP)
"""What changes rows without a word on each in the history."""
WRITTEN = [*RULING, "proposed", "is_shared", "status", "revision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What somebody does to rows, checked."""

    kind: PlanChange.Kind
    owner: str = ""
    both: bool = False
    reason: str = ""


def check_verb(*, kind: str, owner: str = "", both: bool = False, reason: str = "") -> Verb:
    """Return what somebody wants done.

    Raises InvalidInput if it is none of accept, override, park and reopen, if an override comes
    without its owner or its reason, or if the reason is too long or holds NUL.
    """
    known = PlanChange.Kind
    if kind not in (known.ACCEPT, known.OVERRIDE, known.PARK, known.REOPEN):
        raise InvalidInput("Rows can be accepted, overridden, parked or reopened.")
    plain = " ".join(reason.split())
    if len(plain) > 300:
        raise InvalidInput(f"The reason has {len(plain)} characters; the limit is 300.")
    refuse_nul(plain, "reason")
    if kind != known.OVERRIDE:
        return Verb(kind=known(kind), reason=plain)
    if owner not in TeamChoice.values:
        raise InvalidInput("Choose who should own it: marketing, sales or another team.")
    if both and owner == TeamChoice.ANOTHER:
        raise InvalidInput("A shared task is marketing's and sales's: one of them is accountable.")
    if not plain:
        raise InvalidInput("An override needs a reason: those in the meeting will ask for it.")
    return Verb(kind=known.OVERRIDE, owner=owner, both=both, reason=plain)


def decide_row(*, scenario: Scenario, pk: int, seen: int, verb: Verb, by: User) -> PlanChange:
    """Decide on one row that the person saw at revision `seen`.

    Raises
    ------
    NotFound
        If the scenario has no such row.
    Conflict
        If somebody decided on it since, or something else is suggested; nothing is overwritten.
    """
    with transaction.atomic():
        queue_up(scenario)
        row = scenario.rows.select_related("row__owner").filter(pk=pk).first()
        if row is None:
            raise NotFound("There is no such row in this scenario.")
        if row.revision != seen:
            raise Conflict(_too_late(row))
        return _decide(scenario, [row], verb, by)


def decide_many(
    *,
    scenario: Scenario,
    rows: QuerySet[ScenarioRow],
    verb: Verb,
    by: User,
    seen: int | None = None,
) -> PlanChange:
    """Decide on all of `rows`, a part of the scenario, as one change.

    `seen` is the number of the newest change that the person saw; 0 if there was none.

    Raises Conflict if there are no rows (any more), or if somebody else changed one of them, or
    what is suggested, since `seen`.
    """
    with transaction.atomic():
        queue_up(scenario)
        if seen is not None and (change := _change_since(scenario, seen, rows, by)):
            raise Conflict(_said(change, "Rows of this filter were"))
        found = list(rows.select_related("row__owner"))
        if not found:
            raise Conflict("No row is left that this would change. Look again, then decide.")
        return _decide(scenario, found, verb, by)


def queue_up(scenario: Scenario) -> None:
    """Make changes of a scenario wait for each other until the transaction ends."""
    if not Scenario.objects.filter(pk=scenario.pk).update(revision=F("revision") + 1):
        raise NotFound("This scenario was deleted.")


def ruling_as_dict(row: ScenarioRow) -> dict[str, Any]:
    """Return the ruling of a row as plain data."""
    return {
        "verdict": row.verdict,
        "owner": row.owner,
        "both": row.both,
        "reason": row.reason,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
    }


def record(
    scenario: Scenario,
    kind: PlanChange.Kind,
    rows: list[tuple[ScenarioRow, dict[str, Any]]],
    by: User | None,
    *,
    note: str = "",
    undoes: PlanChange | None = None,
) -> PlanChange:
    """Write one change into the history; `rows` come with their rulings before it."""
    change = PlanChange.objects.create(
        scenario=scenario, kind=kind, rows=len(rows), note=note, done_by=by, undoes=undoes
    )
    RowChange.objects.bulk_create(
        [
            RowChange(change=change, row=row, before=before, after=ruling_as_dict(row))
            for row, before in rows
        ],
        batch_size=BATCH,
    )
    return change


def _decide(scenario: Scenario, rows: list[ScenarioRow], verb: Verb, by: User) -> PlanChange:
    now = timezone.now()
    changed = []
    for row in rows:
        before = ruling_as_dict(row)
        _rule(row, verb)
        is_open = row.verdict == Verdict.OPEN
        row.decided_by = "" if is_open else by.get_username()
        row.decided_at = None if is_open else now
        row.revision += 1
        settle(row, today=row.row.owner.team)
        changed.append((row, before))
    save_rows(rows, WRITTEN)
    return record(scenario, verb.kind, changed, by, note=verb.reason)


def _rule(row: ScenarioRow, verb: Verb) -> None:
    if verb.kind == PlanChange.Kind.ACCEPT:
        ruling = accept(suggestion_of(row), today=Team(row.row.owner.team))
        row.verdict, row.both = ruling.verdict.value, ruling.is_shared
        row.owner = ruling.owner.value if ruling.owner else ""
    elif verb.kind == PlanChange.Kind.OVERRIDE:
        row.verdict, row.owner, row.both = Verdict.OVERRIDDEN.value, verb.owner, verb.both
    else:
        parked = verb.kind == PlanChange.Kind.PARK
        row.verdict = (Verdict.PARKED if parked else Verdict.OPEN).value
        row.owner, row.both = "", False
    row.reason = verb.reason


def newest_change(scenario: Scenario) -> int:
    """Return the number of the scenario's newest change; 0 if there is none."""
    return scenario.changes.values_list("pk", flat=True).first() or 0


def _change_since(
    scenario: Scenario, seen: int, rows: QuerySet[ScenarioRow], by: User
) -> PlanChange | None:
    """Return what another person did to one of `rows`, or to all suggestions, after `seen`."""
    later = scenario.changes.filter(pk__gt=seen).exclude(done_by=by)
    touched = RowChange.objects.filter(change__in=later, row__in=rows.order_by().values("pk"))
    changes = later.filter(Q(kind__in=_OF_ALL) | Q(pk__in=touched.values("change")))
    return changes.select_related("done_by").first()


def _too_late(row: ScenarioRow) -> str:
    of_all = Q(scenario=row.scenario_id, kind__in=_OF_ALL)
    changes = PlanChange.objects.filter(Q(row_changes__row=row) | of_all)
    change = changes.select_related("done_by").order_by("pk").last()
    return _said(change, f"Row {row.row.number} was", f" (now {row.verdict})")


def _said(change: PlanChange | None, what: str, now: str = "") -> str:
    if change is None or change.done_by is None:
        return f"{what} changed meanwhile. Your decision was not saved; look again."
    who, when = change.done_by.get_username(), timezone.localtime(change.done_at)
    return (
        f"{what} changed by {who} at {when:%H:%M on %d %B %Y}{now}. Your decision was not saved; "
        "look again."
    )
