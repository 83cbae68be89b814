"""Logins ended from outside, when an account may do less than before."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End all sessions of `user` but the one of the key `keep`; return how many.

    Only people who logged in have sessions, so there are few to look through.
    """
    rows = Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=keep)
    theirs = [
        row.pk for row in rows.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]
