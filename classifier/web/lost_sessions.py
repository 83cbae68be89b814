"""Who a visitor is while nobody can look it up: nobody, and still themselves afterwards."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from classifier.exceptions import DatabaseSilent
from classifier.services.outages import DatabaseAway, is_away


class LostSession(SessionBase):
    """The session of somebody whose own cannot be read: empty, and never written.

    It passes for the one of the cookie, so that nobody is logged out by an outage.
    """

    def load(self) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def is_empty(self) -> bool:
        """Say no: the cookie of an empty session would be taken away."""
        return False

    def exists(self, session_key: str) -> bool:
        """Return whether it is stored: nobody can tell."""
        raise DatabaseSilent

    def create(self) -> None:
        """Nothing can be stored."""
        raise DatabaseSilent

    def save(self, must_create: bool = False) -> None:
        """Nothing can be stored."""
        raise DatabaseSilent

    def delete(self, session_key: str | None = None) -> None:
        """Nothing can be deleted."""
        raise DatabaseSilent


def lose_session(request: HttpRequest) -> None:
    """Go on with the request as nobody's."""
    request.session = LostSession(request.session.session_key)
    request.user = AnonymousUser()


def is_lost(request: HttpRequest) -> bool:
    """Return whether it is not known who asks."""
    return isinstance(request.session, LostSession)


class PatientSessionMiddleware(SessionMiddleware):
    """Django's, but an answer is not lost with a note in a session that cannot be written.

    A session that begins with this answer is another matter: without it there is no login.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save what changed in the session."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, *DatabaseAway) as error:
            if not _is_of_an_outage(error):
                raise
            if request.session.session_key != request.COOKIES.get(settings.SESSION_COOKIE_NAME):
                raise DatabaseSilent from error
            return response


def _is_of_an_outage(error: BaseException | None) -> bool:
    """Return whether the database is behind it: Django takes it for a session that was ended."""
    while error is not None and not is_away(error):
        error = error.__context__
    return error is not None
