"""Refusals of the services as pages; the one mapping for everything that is not the API."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from classifier.exceptions import DatabaseSilent, ServiceError
from classifier.services.outages import refusal_in

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
        """Return the page of a refusal, or of a database away; leave all else to Django."""
        refusal = refusal_in(error)
        return refusal_page(request, refusal) if refusal else None


def refusal_page(request: HttpRequest, error: ServiceError) -> HttpResponse:
    """Return the page that says what a service refused.

    Without the database there is nobody to show a menu to: then it is a page by itself.
    """
    if isinstance(error, DatabaseSilent):
        content = loader.get_template("503.html").render({"error": error})
        response = HttpResponse(content, status=error.status)
    else:
        response = render(request, "classifier/refusal.html", {"error": error}, status=error.status)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(error.retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, with the number under which it is in the log, and no more.

    What a middleware met comes here too: a database that is away is no fault of ours.
    """
    refusal = refusal_in(sys.exc_info()[1])
    if isinstance(refusal, DatabaseSilent):
        return refusal_page(request, refusal)
    template = loader.get_template("500.html")
    return HttpResponse(
        template.render({"reference": reference()}), status=HTTPStatus.INTERNAL_SERVER_ERROR
    )
