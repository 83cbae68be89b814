"""Refusals of the services as pages; the one mapping for everything that is not the API."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from classifier.exceptions import OutOfSpace, ServiceError
from classifier.services.outages import FULL, is_disk_full

from .request_log import reference


class ServiceErrorMiddleware:
    """Show a `ServiceError` that a view let through as a page with its status and sentence.

    A disk that turned out to be full is one too: what the request wrote is undone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand around `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal; leave everything else to Django."""
        if is_disk_full(error):
            error = OutOfSpace(FULL)
        if not isinstance(error, ServiceError):
            return None
        response = render(request, "classifier/refusal.html", {"error": error}, status=error.status)
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            response["Retry-After"] = "30"
        return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, with the number under which it is in the log, and no more."""
    template = loader.get_template("500.html")
    return HttpResponse(
        template.render({"reference": reference()}), status=HTTPStatus.INTERNAL_SERVER_ERROR
    )
