"""Tokens of the API: made, found by their secret, revoked."""

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import Error, connection
from django.db.models import Q
from django.utils import timezone

from classifier.exceptions import Conflict, InvalidInput
from classifier.models import ApiToken
from classifier.models.api_token import Scope

from . import recalled_tokens
from .outages import DatabaseAway
from .recalled_tokens import SECONDS as RECALLED
from .recalled_tokens import KnownToken

logger = logging.getLogger(__name__)

MARK = "mvs_"
_SHOWN = len(MARK) + 6
_LAST_YEAR = 9_000
"""Times of later ones cannot be told in every time zone."""
_USED_EVERY = timedelta(minutes=1)
# One short query of its own: it is asked at every call, and building it costs as much as asking.
_FIND = f"""
SELECT token.id, token.user_id, token.scopes,
       token.last_used_at IS NULL OR token.last_used_at < %s,
       token.expires_at IS NULL OR token.expires_at > %s
FROM {ApiToken._meta.db_table} token JOIN {User._meta.db_table} person ON person.id = token.user_id
WHERE token.digest = %s AND token.revoked_at IS NULL AND person.is_active
      AND (token.expires_at IS NULL OR token.expires_at > %s)
"""  # noqa: S608 - names of tables alone


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made, and its secret, which nobody can read again."""

    token: ApiToken
    secret: str


def create_token(
    *, user: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> NewToken:
    """Make a token for `user`.

    Raises InvalidInput if it has no scope or an unknown one, or what `check_end` raises.
    """
    wanted = set(scopes)
    if not wanted or not wanted <= set(Scope.values):
        raise InvalidInput(f"Choose what the token is for, out of {', '.join(Scope.values)}.")
    check_end(expires_at)
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=_digest(secret),
        prefix=secret[:_SHOWN],
        scopes=" ".join(scope for scope in Scope.values if scope in wanted),
        expires_at=expires_at,
    )
    return NewToken(token, secret)


def check_end(expires_at: datetime | None) -> None:
    """Raise InvalidInput if a token that is good until then is good for nothing, or for ages."""
    if expires_at is not None and expires_at <= timezone.now():
        raise InvalidInput(
            f"{timezone.localtime(expires_at):%H:%M on %d %B %Y} is over: the token would open "
            "nothing. Choose a later end, or none."
        )
    if expires_at is not None and expires_at.year > _LAST_YEAR:
        raise InvalidInput(f"The year {expires_at.year} is too far away. Choose no end instead.")


def find_token(secret: str) -> KnownToken | None:
    """Return the token with this secret; None if it is unknown, revoked, expired or nobody's.

    A token of a person who was deactivated is nobody's. While the database is away, one that was
    good in this process of late still is; of others nothing can be said, and its error is raised.
    """
    digest = _digest(secret)
    try:
        return _ask(digest)
    except DatabaseAway:
        if token := recalled_tokens.recall(digest):
            return token
        raise


def revoke_token(*, token: ApiToken) -> None:
    """End the token at once; raises Conflict if it was revoked before."""
    rows = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if not rows.update(revoked_at=timezone.now()):
        raise Conflict(f"The token {token} was revoked already.")
    recalled_tokens.forget(token.digest)


def _ask(digest: str) -> KnownToken | None:
    now = timezone.now()
    adapt = connection.ops.adapt_datetimefield_value
    unused_since, recalled_until = now - _USED_EVERY, now + timedelta(seconds=RECALLED)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [adapt(unused_since), adapt(recalled_until), digest, adapt(now)])
        found = cursor.fetchone()
    if found is None:
        recalled_tokens.forget(digest)
        return None
    pk, user, scopes, unnoted, outlasts = found
    token = KnownToken(pk, user, frozenset(scopes.split()))
    if outlasts:
        recalled_tokens.note(digest, token)
    else:
        recalled_tokens.forget(digest)
    if unnoted:
        _note_use(pk, now)
    return token


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash: nobody can try them all.
    return hashlib.sha256(secret.encode()).hexdigest()


def _note_use(pk: int, now: datetime) -> None:
    earlier = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _USED_EVERY)
    try:
        ApiToken.objects.filter(earlier, pk=pk).update(last_used_at=now)
    except Error:  # a busy database must not refuse the call
        logger.warning("The use of API token %s could not be noted", pk)
