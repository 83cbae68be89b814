"""Whatever happens under /api/, the answer is JSON and no browser keeps it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .errors import plain_error

_ROOT = "/api/"


class ApiMiddleware:
    """Give errors that Django or another middleware made the API's one body; see `errors`.

    It stands first, so that it sees refused hosts, unknown addresses and failures too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand around `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mend its answer."""
        response = self._get_response(request)
        if not request.path_info.startswith(_ROOT):
            return response
        if response.status_code >= 400 and not _is_json(response):
            response = _as_json(response)
        response["Cache-Control"] = "no-store"
        return response


def _as_json(response: HttpResponseBase) -> HttpResponseBase:
    """Return our error body with the headers that others set."""
    error = plain_error(response.status_code)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length", "Content-Language"):
            error[name] = value
    error["Content-Length"] = str(len(error.content))
    return error


def _is_json(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("application/json")
