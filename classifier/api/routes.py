"""Addresses of the JSON API and its one error body."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.throttling import AnonRateThrottle

from classifier.exceptions import ServiceError

from .classify import router as classify_router

api = NinjaAPI(
    title="mvsite",
    version="1",
    docs_url=None,
    openapi_url="openapi.json",
    throttle=[AnonRateThrottle("60/m")],
)
api.add_router("", classify_router)


@api.exception_handler(ServiceError)
def refuse(request: HttpRequest, error: ServiceError) -> HttpResponse:
    """Answer a refusal of a service."""
    return _body(request, error.code, str(error), error.status)


@api.exception_handler(ValidationError)
def refuse_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body whose fields are missing or of the wrong type, naming the first."""
    first = error.errors[0]
    field = ".".join(str(part) for part in first["loc"] if part not in ("body", "payload"))
    return _body(request, "invalid_input", first["msg"], 400, field=field)


@api.exception_handler(HttpError)
def refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a request that ninja refuses: not JSON, or too many."""
    code = "throttled" if error.status_code == 429 else "bad_request"
    return _body(request, code, str(error), error.status_code)


def _body(request: HttpRequest, code: str, message: str, status: int, **more: str) -> HttpResponse:
    error = {"code": code, "message": message} | {k: v for k, v in more.items() if v}
    return api.create_response(request, {"error": error}, status=status)
