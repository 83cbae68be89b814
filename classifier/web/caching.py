"""What browsers and proxies may keep of the site's pages: nothing."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class NoStoreMiddleware:
    """Forbid keeping a page that does not say itself how long it may be kept.

    Pages hold pasted texts, labels and plans. Static files do not come this way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand around `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mark its answer."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
