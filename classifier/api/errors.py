"""The one error body of everything under /api/, and what only this door refuses."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from ninja import Schema
from pydantic import Field

from classifier.exceptions import ServiceError

_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_MESSAGES = {
    400: "The request is malformed.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This address does not take that method; the header Allow lists those it takes.",
    413: "The request is larger than 1 MB. Send it in parts.",
    500: "Something went wrong here. It was logged; try again later.",
    503: "The service is not available now. Try again later.",
}


class ErrorDetail(Schema):
    """What is wrong."""

    code: str = Field(description="Stable snake_case name, for programs.", examples=["not_found"])
    message: str = Field(description="One or two sentences, for people.")
    field: str = Field("", description="The field that is wrong, if it is one.", examples=["text"])
    row: int = Field(0, description="The item or row that is wrong, if it is one.")


class ErrorBody(Schema):
    """The body of every error."""

    error: ErrorDetail


class ApiError(ServiceError):
    """What the API refuses before any service is asked."""

    def __init__(
        self,
        message: str,
        *,
        field: str = "",
        row: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Carry what the error body shows beside the message."""
        super().__init__(message)
        self.field, self.row = field, row
        self.headers: Mapping[str, str] = headers or {}


class BadJson(ApiError):
    """The body is no JSON that can be used."""

    code = "invalid_json"


class BadCursor(ApiError):
    """A cursor that this list did not give."""

    code = "invalid_cursor"


class BadValue(ApiError):
    """A field or parameter cannot be used."""

    code = "invalid_input"


class Unauthorised(ApiError):
    """No token, or none that is good; never says which."""

    code = "unauthorised"
    status = 401


class Forbidden(ApiError):
    """The token, or its person, may not do this."""

    code = "forbidden"
    status = 403


class Insecure(ApiError):
    """The call came without HTTPS where it must come with it."""

    code = "https_required"
    status = 403


class TooLarge(ApiError):
    """More than is taken at once."""

    code = "too_large"
    status = 413


class WrongMediaType(ApiError):
    """The body is of a kind that this endpoint does not read."""

    code = "unsupported_media_type"
    status = 415


class TooMany(ApiError):
    """More calls than the limit of the minute."""

    code = "throttled"
    status = 429


def error_response(error: ServiceError) -> JsonResponse:
    """Return the answer to a refusal."""
    headers = dict(getattr(error, "headers", {}))
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("Retry-After", str(error.retry_after))
    place = {"field": getattr(error, "field", ""), "row": getattr(error, "row", None)}
    return _body(error.status, error.code, str(error), place, headers)


def plain_error(status: int) -> JsonResponse:
    """Return the error body of a status that came without one."""
    default = HTTPStatus(status).phrase.lower().replace(" ", "_")
    code = _CODES.get(status, default)
    message = _MESSAGES.get(status, f"{HTTPStatus(status).phrase}.")
    return _body(status, code, message, {}, {})


def _body(
    status: int, code: str, message: str, place: Mapping[str, Any], headers: Mapping[str, str]
) -> JsonResponse:
    known = {name: value for name, value in place.items() if value not in ("", None)}
    error = {"code": code, "message": message} | known
    return JsonResponse({"error": error}, status=status, headers=headers)
