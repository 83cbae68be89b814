"""A middleware for tests that stands last and lets every view fail in a chosen way."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PATH = f"{__name__}.RaisingMiddleware"
failure: Callable[[], Exception] | None = None
"""What makes the error to raise; None lets views answer."""


class RaisingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        if failure:
            raise failure()
