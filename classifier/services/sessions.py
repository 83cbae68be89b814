"""Logins ended from outside, when an account may do less than before."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End all sessions of `user` but the one of the key `keep`; return how many.

    Only people who logged in have sessions, so there are few to look through.
    """
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if row.session_key != keep and row.get_decoded().get(SESSION_KEY) == str(user.pk):
            store(row.session_key).delete()  # from the cache too, where there is one
            ended += 1
    return ended
