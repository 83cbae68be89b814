"""Whatever happens under /api/, the answer is JSON and no browser keeps it."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from .errors import Insecure, error_response, plain_error

_ROOT = "/api/"
_INSECURE = (
    "This call came without HTTPS. Call https://, and revoke the token if it carried one: anybody "
    "on the way can have read it."
)


class ApiMiddleware:
    """Give errors that Django or another middleware made the API's one body; see `errors`.

    It stands first, so that it sees refused hosts, unknown addresses and failures too. A call in
    the open is refused, not redirected: its sender would not notice (ASVS 4.1.2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand around `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mend its answer."""
        response = self._get_response(request)
        if not request.path_info.startswith(_ROOT):
            return response
        if response.get("Location", "").startswith("https:") and not request.is_secure():
            response = _as_json(response, error_response(Insecure(_INSECURE)))
        elif response.status_code >= 400 and not _is_json(response):
            response = _as_json(response, plain_error(response.status_code))
        response["Cache-Control"] = "no-store"
        return response


def _as_json(response: HttpResponseBase, error: JsonResponse) -> JsonResponse:
    """Return our error body with the headers that others set."""
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length", "Content-Language", "Location"):
            error[name] = value
    error["Content-Length"] = str(len(error.content))
    return error


def _is_json(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("application/json")
