"""A line in the log for each request, under a number that the answer tells too."""

import re
from typing import Any

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import get_contextvars

HEADER = "X-Request-ID"

_QUIET = {"/healthz", "/readyz", "/metrics"}
"""Asked every few seconds by machines."""
_SHARED = re.compile(r"^(/plans/shared/)[^/]+")


class RequestLogMiddleware(RequestMiddleware):
    """Django-structlog's, which logs no query: people search for texts."""

    def __call__(self, request: HttpRequest) -> Any:
        """Pass the request on and log it."""
        return self.get_response(request) if request.path in _QUIET else super().__call__(request)

    def handle_response(self, request: HttpRequest, response: Any) -> None:
        """Tell the number in the answer, and log it."""
        response.headers[HEADER] = reference()
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return the method and the path, but not the key in a plan's link: it opens the plan."""
        path = _SHARED.sub(r"\1…", request.path)
        return f"{request.method} {path}"


def reference() -> str:
    """Return the number of the request that is being answered; empty outside of one."""
    return str(get_contextvars().get("request_id", ""))
