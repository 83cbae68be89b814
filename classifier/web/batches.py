"""Batches: upload a file, watch it being scored, fetch the result."""

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classifier import conf
from classifier.core.per_cent import whole_per_cent
from classifier.exceptions import Conflict, ServiceError
from classifier.models import Batch
from classifier.services.batch_results import first_rows, result_chunks
from classifier.services.batches import batches_of, cancel_batch, delete_batch, find_batch
from classifier.tasks import start_batch
from classifier.uploads import one_file

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}
_SHOWN = 100
"""Batches that the list shows."""

_STOP_POLLING = 286
"""The status by which htmx is told that it need not ask again."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch_list(request: HttpRequest) -> HttpResponse:
    """Show the form and one's own batches, or take a file and lead to its batch."""
    if request.method != "POST":
        return _list(request, _person(request, "view"))
    user = _person(request, "add")
    try:
        file = one_file(request)
        batch = start_batch(file=file, name=file.name or "", by=user)
    except ServiceError as error:
        return _list(request, user, error)
    return redirect("classifier:batch", batch.pk)


@never_cache
@require_safe
def batch_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far a batch is, or its summary; the page asks for its inner part again and again."""
    batch = find_batch(pk, _person(request, "view"))
    context = {"batch": batch, "under_way": batch.is_under_way, **_outcome(batch)}
    if not request.headers.get("HX-Request"):
        return render(request, "classifier/batches/batch.html", context)
    status = 200 if batch.is_under_way else _STOP_POLLING
    return render(request, "classifier/batches/state.html", context, status=status)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel a batch that is under way."""
    user = _person(request, "change")
    try:
        cancel_batch(batch=find_batch(pk, user), by=user)
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("classifier:batch", pk)


@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove a batch with its files."""
    user = _person(request, "delete")
    delete_batch(batch=find_batch(pk, user), by=user)
    messages.success(request, "The batch and its files were deleted.")
    return redirect("classifier:batch-list")


@never_cache
@require_safe
def result(request: HttpRequest, pk: UUID, form: str) -> StreamingHttpResponse:
    """Send the result in one of its forms."""
    batch = find_batch(pk, _person(request, "view"))
    chunks = result_chunks(batch, form)
    response = StreamingHttpResponse(chunks, content_type=TYPES[form])
    name = f"{PurePath(batch.name).stem or 'tasks'} scored.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _person(request: HttpRequest, right: str) -> User:
    user = request.user
    if not isinstance(user, User) or not user.has_perm(f"classifier.{right}_batch"):
        raise PermissionDenied
    return user


def _list(request: HttpRequest, user: User, error: ServiceError | None = None) -> HttpResponse:
    context = {
        "batches": batches_of(user)[:_SHOWN],
        "error": error,
        "days": conf.batch_days(),
    }
    status = error.status if error else 200
    return render(request, "classifier/batches/list.html", context, status=status)


def _outcome(batch: Batch) -> dict[str, object]:
    """Return the summary of a batch, and the first rows if its result is there."""
    shares = whole_per_cent(batch.outcomes) if batch.state == Batch.State.SUCCEEDED else {}
    summary = [
        {"outcome": name, "count": batch.outcomes[name], "share": share, "part": share / 100}
        for name, share in shares.items()
    ]
    return {"summary": summary, "rows": first_rows(batch) if batch.has_result else []}
