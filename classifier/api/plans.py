"""Plans: listed, read, made of rows or a file, given their suggestions."""

from datetime import datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from classifier.models import Plan
from classifier.models.api_token import Scope
from classifier.services.planning import Choice, NeedsChoice, read_sheet, store_sheet
from classifier.services.planning_access import Access, open_plan, visible_plans
from classifier.services.planning_classify import classify_next, progress_of
from classifier.services.planning_items import load_items
from classifier.uploads import one_file

from .authentication import Bearer, caller_of
from .errors import BadValue, ErrorBody
from .idempotency import IdempotencyKey, file_request, once
from .numbers import Id
from .pagination import Cursor, Limit, Paging, refuse_unknown
from .texts import NAME, Line, Name, Task

router = Router(tags=["plans"])

Title = Annotated[str, Field(min_length=1, max_length=120, json_schema_extra={"pattern": NAME})]
Amount = Annotated[float, Field(ge=0, le=1_000_000_000)]


class Paged(Schema):
    """The page."""

    limit: Limit = 50
    cursor: Cursor = ""


class PlanLine(Schema):
    """A plan in the list."""

    id: int
    title: str
    owner: str = Field(alias="owner.username", description="Whose plan it is.")
    model_version: int = Field(alias="version.number", description="The version that suggests.")
    created_at: datetime


class PlanPage(Schema):
    """Plans, the newest first."""

    items: list[PlanLine]
    next_cursor: str | None = Field(description="For the next page; null on the last.")


class ScenarioLine(Schema):
    """A scenario of a plan."""

    number: int
    name: str
    is_chosen: bool


class OwnerLine(Schema):
    """An owner of the sheet and what team that is taken for."""

    name: str
    team: str


class ProgressOut(Schema):
    """How many rows have their suggestion."""

    done: int
    total: int
    is_complete: bool


class PlanOut(PlanLine):
    """A plan."""

    source: str
    notices: list[str] = Field(description="What was noticed when the sheet was read.")
    period: str
    hours_per_fte: Decimal
    scenarios: list[ScenarioLine]
    owners: list[OwnerLine]
    progress: ProgressOut
    may_decide: bool


class PlanMade(Schema):
    """A new plan, without its texts."""

    id: int
    model_version: int
    rows: int


class NewRow(Schema):
    """A task of a new plan."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: Name
    task: Task
    owner: Name = Field(description="Who owns it today, in your words.")
    hours: Amount
    person: Line = ""
    site: Line = ""
    cost: Amount | None = None


class NewPlan(Schema):
    """A plan made of rows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Title
    rows: list[NewRow] = Field(min_length=1, max_length=1_000)


@router.get(
    "plans",
    auth=Bearer(Scope.PLANS, "view_plan"),
    operation_id="list_plans",
    summary="List plans",
    response={200: PlanPage, 400: ErrorBody},
)
def list_plans(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Return your plans and those shared with you, the newest first."""
    refuse_unknown(request, ())
    user = caller_of(request).user
    paging = Paging(name=f"plans of {user.pk}", filters={}, limit=asked.limit, cursor=asked.cursor)
    found = paging.page(visible_plans(user), by="pk", value=lambda row: row.pk)
    return {"items": found.rows, "next_cursor": found.next_cursor}


@router.get(
    "plans/{int:id}",
    auth=Bearer(Scope.PLANS),
    operation_id="get_plan",
    summary="Read one plan",
    response={200: PlanOut, (400, 404): ErrorBody},
)
def get_plan(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the address says id
    """Return the plan with its scenarios, owners and how many rows have a suggestion."""
    return _out(open_plan(pk=id, user=caller_of(request).user))


@router.post(
    "plans",
    auth=Bearer(Scope.PLANS, "add_plan"),
    operation_id="create_plan",
    summary="Make a plan of rows",
    response={201: PlanMade, (400, 409, 503, 507): ErrorBody},
)
def create(request: HttpRequest, payload: NewPlan, key: IdempotencyKey) -> Status[Any]:
    """Store the rows, all or none; POST to its suggestions next."""

    def make() -> PlanMade:
        items = [row.model_dump() for row in payload.rows]
        owner = caller_of(request).user
        return _made(load_items(items=items, title=payload.title, source="API", owner=owner))

    return once(request, key, make)


@router.post(
    "plans/upload",
    auth=Bearer(Scope.PLANS, "add_plan"),
    operation_id="upload_plan",
    summary="Make a plan of a CSV or XLSX file",
    response={201: PlanMade, (400, 409, 503, 507): ErrorBody},
)
def upload(
    request: HttpRequest,
    file: File[UploadedFile],
    key: IdempotencyKey,
    title: Annotated[str, Form("", max_length=120)],
    sheet: Annotated[str, Form("", max_length=100)],
) -> Status[Any]:
    """Store the rows of a file of up to 10 MB; an exported plan comes back with its decisions.

    `sheet` names the sheet of a workbook that has several, `title` the plan, by default the file.
    """
    sent = one_file(request)
    content = sent.read()
    try:
        tasks = read_sheet(content, choice=Choice(sheet=sheet))
    except NeedsChoice as error:
        raise _unclear(error) from error

    def make() -> PlanMade:
        named = title.strip() or PurePath(sent.name or "plan").stem[:120]
        owner = caller_of(request).user
        return _made(store_sheet(tasks, title=named, source=sent.name or "API", owner=owner))

    return once(request, key, make, body=file_request(content, sent.name, title, sheet))


@router.post(
    "plans/{int:id}/suggestions",
    auth=Bearer(Scope.PLANS),
    operation_id="suggest",
    summary="Give the next rows their suggestion",
    response={200: ProgressOut, (400, 404, 503): ErrorBody},
)
def suggest(request: HttpRequest, id: Id) -> ProgressOut:  # noqa: A002 - as above
    """Classify the next 1,500 rows by the plan's version; repeat until `is_complete`."""
    access = open_plan(pk=id, user=caller_of(request).user)
    return ProgressOut.from_orm(classify_next(access.plan))


def _made(plan: Plan) -> PlanMade:
    return PlanMade(id=plan.pk, model_version=plan.version.number, rows=plan.rows.count())


def _unclear(error: NeedsChoice) -> BadValue:
    if len(error.grids) > 1:
        return BadValue(f"{error} Name it in the field “sheet”.", field="sheet")
    missing = str(error).removesuffix(" Choose it below.")
    return BadValue(f"{missing} Name the column in the file.", field="file")


def _out(access: Access) -> dict[str, Any]:
    plan = access.plan
    return {
        "id": plan.pk,
        "title": plan.title,
        "owner.username": plan.owner.get_username(),
        "version.number": plan.version.number,
        "created_at": plan.created_at,
        "source": plan.source,
        "notices": plan.notices,
        "period": plan.period,
        "hours_per_fte": plan.hours_per_fte,
        "scenarios": list(plan.scenarios.all()),
        "owners": list(plan.owners.all()),
        "progress": progress_of(plan),
        "may_decide": access.may_decide,
    }
