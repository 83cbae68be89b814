"""The JSON API: its endpoints, its one error body, its description."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext

from classifier.exceptions import ServiceError
from classifier.services.outages import refusal_in
from classifier.uploads import MAX_UPLOAD, is_too_large

from .batches import router as batches_router
from .classify import router as classify_router
from .errors import ApiError, BadJson, TooLarge, WrongMediaType, error_response
from .examples import router as examples_router
from .explain import router as explain_router
from .feedback import router as feedback_router
from .json_body import StrictParser, missing_body
from .plan_rows import router as plan_rows_router
from .plans import router as plans_router
from .validation import describe, refusal_of
from .versions import router as versions_router


class Api(NinjaAPI):
    """Ninja's, with our own words for bad fields."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Return what is wrong with the fields, in our sentences."""
        return ValidationError(
            [
                describe(dict(problem)) | {"source": context.model.__ninja_param_source__}
                for context in error_contexts
                for problem in context.pydantic_validation_error.errors(include_url=False)
            ]
        )


api = Api(
    title="mvsite",
    version="1",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
)
for router in (
    classify_router, explain_router, feedback_router, examples_router, versions_router,
    plans_router, plan_rows_router,
    batches_router,
):  # fmt: skip
    api.add_router("", router)


@api.exception_handler(ServiceError)
def refuse(request: HttpRequest, error: ServiceError) -> HttpResponse:
    """Answer a refusal of a service or of this door."""
    return error_response(error)


@api.exception_handler(DatabaseError)
@api.exception_handler(InterfaceError)
def refuse_for_now(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer that the disk is full or the database away; what the call wrote is undone."""
    refusal = refusal_in(error)
    if refusal is None:  # what else is wrong with a database is a fault of ours
        raise error
    return error_response(refusal)


@api.exception_handler(ValidationError)
def refuse_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer fields that are missing or of the wrong type, naming the first."""
    first = error.errors[0]
    if first["source"] in ("file", "form"):
        return error_response(_bad_upload(request) or refusal_of(error.errors))
    if first["source"] == "body" and not first["field"] and first["type"] == "missing":
        return error_response(missing_body(request))
    return error_response(refusal_of(error.errors))


def _bad_upload(request: HttpRequest) -> ApiError | None:
    if request.content_type != "multipart/form-data":
        return WrongMediaType("Send the file as multipart/form-data.")
    if is_too_large(request):
        return TooLarge(f"The file is larger than {MAX_UPLOAD / 1e6:.0f} MB.", field="file")
    return None


@api.exception_handler(HttpError)
def refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that could not be read; ninja hides the reason behind its own error."""
    cause = error.__cause__
    if isinstance(cause, ServiceError):
        return error_response(cause)
    return error_response(BadJson(str(error)))


@api.exception_handler(Http404)
def refuse_address(request: HttpRequest, error: Http404) -> HttpResponse:
    """Leave it to the middleware, which words what has no words."""
    return HttpResponse(status=404)


@api.exception_handler(RequestDataTooBig)
def refuse_size(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Answer a body that is too large; it was not read."""
    return error_response(TooLarge("The body is larger than 1 MB. Send it in parts."))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(UnreadablePostError)
@api.exception_handler(MultiPartParserError)
def refuse_cut(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a body that ended too early or whose parts cannot be told."""
    return error_response(ApiError("The body could not be read to its end. Send it again."))
