"""Rows of a plan: listed, decided one by one or many at once, taken out."""

import io
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from classifier.models import ScenarioRow
from classifier.models.api_token import Scope
from classifier.services.planning_decisions import (
    Verb,
    check_verb,
    decide_many,
    decide_row,
    newest_change,
)
from classifier.services.planning_export import in_order, write_rows, write_workbook
from classifier.services.planning_filter import RowFilter, filter_rows, in_bulk
from classifier.services.planning_rows import read_tasks

from .answers import Outcome
from .authentication import Bearer
from .errors import ErrorBody
from .files import SENT, TYPES, Format
from .idempotency import IdempotencyKey, once
from .numbers import Count, Id
from .pagination import Cursor, Limit, Paging, refuse_unknown
from .plan_access import ScenarioNumber, asked_to_decide, check_complete, scenario_of
from .texts import NAME, Line, Plain

router = Router(tags=["plans"])

Team = Literal["marketing", "sales", "another"]


class Filters(Schema):
    """Which rows; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[Plain, Field(max_length=100)] = ""
    status: Literal["keep", "move", "discuss"] | None = None
    suggestion: Outcome | None = None
    today: Team | None = None
    proposed: Team | None = None
    verdict: Literal["open", "accepted", "overridden", "parked"] | None = None
    role: Line = ""
    person: Line = ""
    confidence_below: Annotated[int, Field(ge=1, le=100, description="In per cent.")] | None = None

    def wanted(self) -> RowFilter:
        """Return the filter of the service."""
        names = set(Filters.model_fields)
        return RowFilter(**self.model_dump(include=names, exclude_none=True))


class Paged(Filters):
    """Filters and the page."""

    scenario: ScenarioNumber = None
    limit: Limit = 50
    cursor: Cursor = ""


class RowOut(Schema):
    """A row of a scenario: the task, the suggestion, the decision."""

    id: int
    number: int = Field(alias="row.number", description="The row in the sheet.")
    role: str = Field(alias="row.role")
    task: str = Field(alias="row.task")
    person: str = Field(alias="row.person")
    owner: str = Field(alias="row.owner.name", description="Who owns it today, as in the sheet.")
    today: Team = Field(alias="row.owner.team")
    hours: Decimal = Field(alias="row.hours")
    suggestion: Outcome
    confidence: float
    words: str = Field(description="The words that decided.")
    model_version: int = Field(alias="version")
    proposed: Team
    is_shared: bool
    status: Literal["keep", "move", "discuss"]
    verdict: Literal["open", "accepted", "overridden", "parked"]
    reason: str
    decided_by: str
    decided_at: datetime | None
    revision: int = Field(description="Send it back as `seen` when you decide.")


class RowPage(Schema):
    """Rows in the order of the sheet."""

    items: list[RowOut]
    next_cursor: str | None = Field(description="For the next page; null on the last.")
    newest_change: int = Field(
        description="Of the scenario; 0 if there is none. Send it back as `seen` when you decide "
        "on a filter."
    )


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid", strict=True)

    scenario: ScenarioNumber = None


class _Plain(_Strict):
    kind: Literal["accept", "park", "reopen"]
    reason: Annotated[Plain, Field(max_length=300)] = ""

    def verb(self) -> Verb:
        """Return what the service does."""
        return check_verb(kind=self.kind, reason=self.reason)


class _Override(_Strict):
    kind: Literal["override"]
    to: Literal["marketing", "sales", "another", "both-marketing", "both-sales"] = Field(
        description="Who should own it; of a shared task, who is accountable."
    )
    reason: Annotated[str, Field(min_length=1, max_length=300, json_schema_extra={"pattern": NAME})]

    def verb(self) -> Verb:
        """Return what the service does."""
        owner = self.to.removeprefix("both-")
        return check_verb(kind=self.kind, owner=owner, both=owner != self.to, reason=self.reason)


_Seen = Annotated[Count, Field(description="The revision that you saw.")]
_SeenChange = Annotated[
    Count | None,
    Field(
        description="`newest_change` of the rows that you saw: 409 if somebody else changed one of "
        "the filter's since, or what is suggested."
    ),
]


class PlainDecision(_Plain):
    """Accept, park or reopen a row."""

    seen: _Seen


class OverrideDecision(_Override):
    """Give a row to another owner than suggested, and say why."""

    seen: _Seen


class PlainDecisions(_Plain):
    """Accept, park or reopen all rows of a filter."""

    filter: Filters
    seen: _SeenChange = None


class OverrideDecisions(_Override):
    """Give all rows of a filter to another owner, and say why."""

    filter: Filters
    seen: _SeenChange = None


OneDecision = Annotated[PlainDecision | OverrideDecision, Field(discriminator="kind")]
ManyDecisions = Annotated[PlainDecisions | OverrideDecisions, Field(discriminator="kind")]


class Done(Schema):
    """A change of a scenario, as in its history."""

    change: int
    rows: int = Field(description="How many rows changed.")


@router.get(
    "plans/{int:id}/rows",
    auth=Bearer(Scope.PLANS),
    operation_id="list_plan_rows",
    summary="List the rows of a plan",
    response={200: RowPage, (400, 404): ErrorBody},
)
def list_rows(request: HttpRequest, id: Id, asked: Query[Paged]) -> dict[str, Any]:  # noqa: A002
    """Return rows with suggestion and decision, in the order of the sheet."""
    refuse_unknown(request, Paged.model_fields)
    found = scenario_of(request, id, asked.scenario)
    rows = filter_rows(found.scenario, asked.wanted()).select_related("row__owner")
    paging = Paging(
        name=f"rows of scenario {found.scenario.pk}",
        filters=asked.model_dump(exclude={"limit", "cursor", "scenario"}),
        limit=asked.limit,
        cursor=asked.cursor,
    )
    newest = newest_change(found.scenario)
    shown = paging.page(rows, by="row__number", value=lambda row: row.row.number, rising=True)
    return {"items": shown.rows, "next_cursor": shown.next_cursor, "newest_change": newest}


@router.post(
    "plans/{int:id}/rows/{int:row}/decision",
    auth=Bearer(Scope.PLANS),
    operation_id="decide_plan_row",
    summary="Decide on one row",
    response={200: Done, (400, 404, 409): ErrorBody},
)
def decide(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the address says id
    row: Id,
    payload: OneDecision,
    key: IdempotencyKey,
) -> Status[Any]:
    """Accept, override, park or reopen; 409 if somebody decided since you looked."""
    found = asked_to_decide(request, id, payload.scenario)

    def make() -> Done:
        change = decide_row(
            scenario=found.scenario,
            pk=row,
            seen=payload.seen,
            verb=payload.verb(),
            by=found.user,
        )
        return Done(change=change.pk, rows=change.rows)

    return once(request, key, make, status=200)


@router.post(
    "plans/{int:id}/decisions",
    auth=Bearer(Scope.PLANS),
    operation_id="decide_plan_rows",
    summary="Decide on all rows of a filter",
    response={200: Done, (400, 404, 409): ErrorBody},
)
def decide_filtered(
    request: HttpRequest,
    id: Id,  # noqa: A002 - as above
    payload: ManyDecisions,
    key: IdempotencyKey,
) -> Status[Any]:
    """Decide on the rows that the filter finds; decided ones stay unless it asks for them."""
    found = asked_to_decide(request, id, payload.scenario)
    check_complete(found.plan)

    def make() -> Done:
        wanted = payload.filter.wanted()
        rows = in_bulk(filter_rows(found.scenario, wanted), wanted)
        change = decide_many(
            scenario=found.scenario,
            rows=rows,
            verb=payload.verb(),
            by=found.user,
            seen=payload.seen,
        )
        return Done(change=change.pk, rows=change.rows)

    return once(request, key, make, status=200)


class Export(Schema):
    """What to take out."""

    format: Format = "xlsx"
    scenario: ScenarioNumber = None


@router.get(
    "plans/{int:id}/export",
    auth=Bearer(Scope.PLANS),
    operation_id="export_plan",
    summary="Take a plan out as a file",
    response={200: None, (400, 404, 409): ErrorBody},
    openapi_extra=SENT,
)
def export(request: HttpRequest, id: Id, asked: Query[Export]) -> FileResponse:  # noqa: A002
    """Send the scenario as a workbook, CSV or JSON lines.

    The workbook makes the same plan again when it is uploaded; CSV its rows and decisions, without
    what a full-time person works. JSON lines are for programs.
    """
    refuse_unknown(request, Export.model_fields)
    found = scenario_of(request, id, asked.scenario)
    check_complete(found.plan)
    file = io.BytesIO()
    rows = in_order(ScenarioRow.objects.filter(scenario=found.scenario))
    if asked.format == "xlsx":
        tasks = read_tasks(found.scenario)
        write_workbook(file, plan=found.plan, scenario=found.scenario, tasks=tasks, rows=rows)
    else:
        write_rows(file, f".{asked.format}", rows)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"plan-{found.plan.pk}-{found.scenario.number}.{asked.format}",
        content_type=TYPES[asked.format],
    )
