"""A login ends a set time after it began, and sooner if nobody uses it."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars

from classifier import conf
from classifier.exceptions import DatabaseSilent
from classifier.services.outages import DatabaseAway

from .errors import refusal_page
from .lost_sessions import is_lost, lose_session

logger = logging.getLogger(__name__)

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
        """Log out those whose time is over, and note that the others are here.

        Those of whom nobody can tell go on as strangers.
        """
        try:
            if request.session.session_key and request.user.is_authenticated:
                bind_contextvars(user_id=request.user.pk)
                self._limit(request)
        except DatabaseAway:
            lose_session(request)
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any
    ) -> HttpResponse | None:
        """Refuse for the moment what only those who logged in may see, instead of a login."""
        if is_lost(request) and getattr(view, "login_required", True):
            return refusal_page(request, DatabaseSilent())
        return None

    def _limit(self, request: HttpRequest) -> None:
        now = int(time.time())
        began = request.session.setdefault(_BEGAN, now)
        seen = request.session.setdefault(_SEEN, now)
        if now - seen >= conf.session_idle_seconds() or now - began >= conf.session_seconds():
            logout(request)
        elif now - seen >= _REFRESH:
            _note_use(request.session, now)


def _note_use(session: SessionBase, now: int) -> None:
    """Note that a session is used; a page that only reads does not fail if that cannot be."""
    session[_SEEN] = now
    try:
        session.save()
    except UpdateError as error:
        if not isinstance(error.__context__, OperationalError):
            return  # it was ended elsewhere: SessionMiddleware finds that too, and says so
        logger.warning("The use of a session could not be noted; the next page tries again")
    session.modified = False
