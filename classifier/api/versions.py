"""Model versions: listed, read, activated, rolled back."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from classifier.exceptions import NotReady
from classifier.models import Activation, ModelVersion
from classifier.models.api_token import Scope
from classifier.services import registry
from classifier.services.pinned import find_version

from .authentication import Bearer, caller_of
from .errors import ErrorBody
from .idempotency import IdempotencyKey, once
from .numbers import Number
from .pagination import Cursor, Limit, Paging, refuse_unknown
from .texts import Plain

router = Router(tags=["versions"])


class Paged(Schema):
    """The page."""

    limit: Limit = 50
    cursor: Cursor = ""


class Figures(Schema):
    """How good a version is, each figure 0 to 1; null where it was not measured."""

    n: int | None = None
    accuracy_binary: float | None = None
    macro_f1: float | None = None
    coverage: float | None = None
    answered_accuracy: float | None = None


class VersionOut(Schema):
    """A model version."""

    number: int
    is_active: bool
    created_at: datetime
    sha256: str
    cut_offs: dict[str, Any] = Field(description="The probabilities from which it answers.")
    test: Figures = Field(description="On the locked test rows.")
    cross_validation: Figures = Field(description="With whole domains left out.")


class VersionPage(Schema):
    """Versions, the newest first."""

    items: list[VersionOut]
    next_cursor: str | None = Field(description="For the next page; null on the last.")


class Reason(Schema):
    """Why; needed to activate a version that is worse than the active one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[Plain, Field(max_length=300)] = ""


class Rollback(Reason):
    """Why, and what was seen."""

    seen: Number | None = Field(
        None, description="The version that was active when you looked; another is 409."
    )


class ActivationOut(Schema):
    """A line of the diary."""

    id: int
    kind: Literal["activate", "rollback"]
    version: int = Field(description="The version that is active now.")
    previous: int | None = Field(description="The one before; null if it was the first.")
    activated_at: datetime


@router.get(
    "versions",
    auth=Bearer(Scope.VERSIONS_READ, "view_modelversion"),
    operation_id="list_versions",
    summary="List model versions",
    response={200: VersionPage, 400: ErrorBody},
)
def list_versions(request: HttpRequest, asked: Query[Paged]) -> VersionPage:
    """Return the versions with their figures, the newest first."""
    refuse_unknown(request, ())
    rows = ModelVersion.objects.defer(*ModelVersion.HEAVY)
    paging = Paging(name="versions", filters={}, limit=asked.limit, cursor=asked.cursor)
    page = paging.page(rows, by="number", value=lambda row: row.number)
    return VersionPage(items=[_out(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get(
    "versions/active",
    auth=Bearer(Scope.VERSIONS_READ, "view_modelversion"),
    operation_id="get_active_version",
    summary="Read the active version",
    response={200: VersionOut, 503: ErrorBody},
)
def get_active(request: HttpRequest) -> VersionOut:
    """Return the version that answers now; 503 if there is none yet."""
    version = registry.active_version()
    if version is None:
        raise NotReady("No model is active yet.")
    return _out(version)


@router.get(
    "versions/{int:number}",
    auth=Bearer(Scope.VERSIONS_READ, "view_modelversion"),
    operation_id="get_version",
    summary="Read one version",
    response={200: VersionOut, (400, 404): ErrorBody},
)
def get_version(request: HttpRequest, number: Number) -> VersionOut:
    """Return the version of that number."""
    return _out(find_version(number))


@router.post(
    "versions/{int:number}/activate",
    auth=Bearer(Scope.VERSIONS_ACTIVATE, "activate_model"),
    operation_id="activate_version",
    summary="Make a version the active one",
    response={200: ActivationOut, (400, 404, 409): ErrorBody},
)
def activate(
    request: HttpRequest, number: Number, payload: Reason, key: IdempotencyKey
) -> Status[Any]:
    """Let this version answer from now on; 409 if it is active, or worse and no reason is given."""

    def make() -> ActivationOut:
        user = caller_of(request).user
        version = find_version(number)
        return _line(registry.activate(version=version, by=user, reason=payload.reason))

    # Measuring it against the active one takes a while: no transaction is held for so long.
    return once(request, key, make, status=200, whole=False)


@router.post(
    "versions/rollback",
    auth=Bearer(Scope.VERSIONS_ACTIVATE, "activate_model"),
    operation_id="roll_back",
    summary="Go back to the version before",
    response={200: ActivationOut, (400, 409): ErrorBody},
)
def roll_back(request: HttpRequest, payload: Rollback, key: IdempotencyKey) -> Status[Any]:
    """Let the version answer that did before the active one; 409 if there is none."""

    def make() -> ActivationOut:
        by = caller_of(request).user
        return _line(registry.rollback(by=by, reason=payload.reason, seen=payload.seen))

    return once(request, key, make, status=200, whole=False)


def _out(version: ModelVersion) -> VersionOut:
    return VersionOut(
        number=version.number,
        is_active=version.is_active,
        created_at=version.created_at,
        sha256=version.sha256,
        cut_offs=version.cut_offs,
        test=Figures(**_figures(version.test)),
        cross_validation=Figures(**_figures(version.cross_validation)),
    )


def _figures(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in Figures.model_fields if name in found}


def _line(done: Activation) -> ActivationOut:
    return ActivationOut.model_validate(
        {
            "id": done.pk,
            "kind": done.kind,
            "version": done.version.number,
            "previous": done.previous.number if done.previous else None,
            "activated_at": done.activated_at,
        }
    )
