"""Batches: files of tasks, or texts, scored in the background; watched, cancelled, fetched."""

import io
import json
from datetime import datetime
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from classifier.models import Batch
from classifier.models.api_token import Scope
from classifier.services.batches import batches_of, cancel_batch, find_batch, result_chunks
from classifier.tasks import start_batch
from classifier.uploads import one_file

from .authentication import Bearer, caller_of
from .errors import ErrorBody
from .files import SENT, TYPES, Format
from .idempotency import IdempotencyKey, file_request, once
from .pagination import Cursor, Limit, Paging, refuse_unknown
from .texts import Text

router = Router(tags=["batches"])


class Paged(Schema):
    """The page."""

    limit: Limit = 50
    cursor: Cursor = ""


class Texts(Schema):
    """Texts to score in the background."""

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: list[Text] = Field(min_length=1, max_length=1_000)


class BatchOut(Schema):
    """A batch and how far it is."""

    id: UUID
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    total: int = Field(description="Rows to score.")
    done: int = Field(description="Rows scored so far.")
    percent: int = Field(description="0 to 100.")
    model_version: int | None = Field(description="The one version that scores all rows.")
    outcomes: dict[str, int] = Field(description="Rows by decision, so far.")
    has_result: bool = Field(description="Whether the result can be fetched.")
    error: str = Field(description="Why it failed; empty otherwise.")
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None = Field(description="When the result goes.")


class BatchPage(Schema):
    """Batches, the newest first."""

    items: list[BatchOut]
    next_cursor: str | None = Field(description="For the next page; null on the last.")


@router.post(
    "batches",
    auth=Bearer(Scope.BATCHES, "add_batch"),
    operation_id="create_batch",
    summary="Score up to a thousand texts in the background",
    response={201: BatchOut, (400, 409, 503, 507): ErrorBody},
)
def create(request: HttpRequest, payload: Texts, key: IdempotencyKey) -> Status[Any]:
    """Queue the texts; 409 while a batch of yours is under way. They go with the result."""
    lines = "".join(json.dumps({"text": text}) + "\n" for text in payload.texts)
    return _start(request, key, lines.encode(), "texts.jsonl", request.body)


@router.post(
    "batches/upload",
    auth=Bearer(Scope.BATCHES, "add_batch"),
    operation_id="upload_batch",
    summary="Score a file of tasks in the background",
    response={201: BatchOut, (400, 409, 503, 507): ErrorBody},
)
def upload(request: HttpRequest, file: File[UploadedFile], key: IdempotencyKey) -> Status[Any]:
    """Queue a CSV, XLSX, JSON lines or text file of up to 10 MB and 50,000 rows."""
    sent = one_file(request)
    content = sent.read()
    name = sent.name or ""
    return _start(request, key, content, name, file_request(content, name))


@router.get(
    "batches",
    auth=Bearer(Scope.BATCHES, "view_batch"),
    operation_id="list_batches",
    summary="List batches",
    response={200: BatchPage, 400: ErrorBody},
)
def list_batches(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Return your batches, the newest first."""
    refuse_unknown(request, ())
    user = caller_of(request).user
    name = f"batches of {user.pk}"
    paging = Paging(name=name, filters={}, limit=asked.limit, cursor=asked.cursor)
    page = paging.page(
        batches_of(user), by="created_at", value=lambda row: row.created_at.isoformat()
    )
    return {"items": [_out(row) for row in page.rows], "next_cursor": page.next_cursor}


@router.get(
    "batches/{uuid:id}",
    auth=Bearer(Scope.BATCHES, "view_batch"),
    operation_id="get_batch",
    summary="See how far a batch is",
    response={200: BatchOut, 404: ErrorBody},
)
def get_batch(request: HttpRequest, id: UUID) -> BatchOut:  # noqa: A002 - the address says id
    """Return the batch; ask again every second or two until its state is an end."""
    return _out(find_batch(id, caller_of(request).user))


@router.post(
    "batches/{uuid:id}/cancel",
    auth=Bearer(Scope.BATCHES, "change_batch"),
    operation_id="cancel_batch",
    summary="Cancel a batch",
    response={200: BatchOut, (404, 409): ErrorBody},
)
def cancel(request: HttpRequest, id: UUID) -> BatchOut:  # noqa: A002 - as above
    """End a batch that is under way and remove its texts; 409 if it has ended."""
    user = caller_of(request).user
    return _out(cancel_batch(batch=find_batch(id, user), by=user))


class Result(Schema):
    """In which form."""

    format: Format = "csv"


@router.get(
    "batches/{uuid:id}/result",
    auth=Bearer(Scope.BATCHES, "view_batch"),
    operation_id="get_batch_result",
    summary="Fetch the result of a batch",
    response={200: None, (400, 404, 409, 410): ErrorBody},
    openapi_extra=SENT,
)
def get_result(
    request: HttpRequest,
    id: UUID,  # noqa: A002 - as above
    asked: Query[Result],
) -> StreamingHttpResponse:
    """Send the rows with their decisions; 409 until it has succeeded, 410 when it has expired."""
    refuse_unknown(request, Result.model_fields)
    batch = find_batch(id, caller_of(request).user)
    chunks = result_chunks(batch, asked.format)
    response = StreamingHttpResponse(chunks, content_type=TYPES[asked.format])
    name = f"{PurePath(batch.name).stem or 'tasks'} scored.{asked.format}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _start(request: HttpRequest, key: str, content: bytes, name: str, whole: bytes) -> Status[Any]:
    def make() -> BatchOut:
        by = caller_of(request).user
        return _out(start_batch(file=io.BytesIO(content), name=name, by=by))

    # Reading a file may take seconds: no transaction is held for so long.
    return once(request, key, make, body=whole, whole=False)


def _out(batch: Batch) -> BatchOut:
    names = ("id", "state", "total", "done", "percent", "outcomes", "has_result", "error")
    moments = ("created_at", "finished_at", "expires_at")
    values = {name: getattr(batch, name) for name in (*names, *moments)}
    version = batch.version.number if batch.version else None
    return BatchOut.model_validate({**values, "model_version": version})
