"""A login ends a set time after it began, and sooner if nobody uses it."""

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars

from classifier import conf

_BEGAN, _SEEN = "login_began", "login_seen"
_REFRESH = 5 * 60
"""Seconds between two writes of when a session was used: a write at each page would cost more."""


class SessionLimitsMiddleware:
    """End sessions whose time is over; stands behind AuthenticationMiddleware.

    Django's own limit moves on whenever a session is saved, so it limits idleness only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand around `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Log out those whose time is over, and note that the others are here."""
        if request.session.session_key and request.user.is_authenticated:
            bind_contextvars(user_id=request.user.pk)
            self._limit(request)
        return self._get_response(request)

    def _limit(self, request: HttpRequest) -> None:
        now = int(time.time())
        began = request.session.setdefault(_BEGAN, now)
        seen = request.session.setdefault(_SEEN, now)
        if now - seen >= conf.session_idle_seconds() or now - began >= conf.session_seconds():
            logout(request)
        elif now - seen >= _REFRESH:
            request.session[_SEEN] = now
