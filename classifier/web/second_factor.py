"""Whoever must have a second factor sets it up before anything else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from classifier.services.second_factor import is_required

_OPEN = {"admin:second-factor", "admin:login", "admin:logout", "admin:jsi18n"}


class SecondFactorMiddleware:
    """Send those to the page of the second factor who need one and logged in without.

    Pages that are open to everybody stay open; stands behind OTPMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand around `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any
    ) -> HttpResponse | None:
        """Return the way to the page, or None to go on."""
        match = request.resolver_match
        if not getattr(view, "login_required", True) or (match and match.view_name in _OPEN):
            return None
        user: Any = request.user
        if not isinstance(user, User) or user.is_verified() or not is_required(user):  # type: ignore[attr-defined]
            return None
        return redirect("admin:second-factor")
