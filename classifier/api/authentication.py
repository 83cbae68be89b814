"""Who calls: a token, or an address; and whether they may, now and so often."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja.security import HttpBearer

from classifier import conf
from classifier.addresses import address_of
from classifier.models.api_token import Scope
from classifier.services.api_tokens import find_token
from classifier.services.recalled_tokens import KnownToken
from classifier.services.throttle import seconds_to_wait

from .errors import Forbidden, TooMany, Unauthorised

_REFUSED = "This needs a good token: Authorization: Bearer mvs_…"


@dataclass(slots=True)
class Caller:
    """Who calls."""

    token: KnownToken | None
    _user: User | None = field(default=None)

    @property
    def user(self) -> User:
        """The person whose token it is, with the rights of this moment."""
        if self._user is None:
            if self.token is None:
                raise _unauthorised()
            self._user = User.objects.get(pk=self.token.user_id)
        return self._user

    @property
    def token_id(self) -> int:
        """The token's id, where there must be one."""
        if self.token is None:
            raise _unauthorised()
        return self.token.id


class Bearer(HttpBearer):
    """The guard of an endpoint: token, scope, right of its person, and calls a minute."""

    openapi_description = "A token made in the admin under API tokens."

    def __init__(self, scope: Scope, right: str = "", *, is_open: bool = False) -> None:
        """Ask for `scope` and for the person's `right`; `is_open` lets in those without a token."""
        super().__init__()
        self.scope, self.right, self.is_open = scope, right, is_open

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who calls; raises Unauthorised, TooMany and Forbidden."""
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None and not self.is_open:
            raise _unauthorised()
        caller = Caller(None if header is None else _find_token(header))
        _count(request, caller)  # bad tokens too, as calls of their address
        if caller.token is not None:
            self._check(caller, caller.token)
        elif header is not None:
            raise _unauthorised()
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Nothing: `__call__` does it all."""

    def _check(self, caller: Caller, token: KnownToken) -> None:
        if self.scope not in token.scopes:
            raise Forbidden(f"The token is not for “{self.scope}”. Make one that is.")
        if self.right and not caller.user.has_perm(f"classifier.{self.right}"):
            raise Forbidden(f"The token's person does not have the right “{self.right}”.")


def caller_of(request: HttpRequest) -> Caller:
    """Return whom the guard let in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _unauthorised() -> Unauthorised:
    return Unauthorised(_REFUSED, headers={"WWW-Authenticate": "Bearer"})


def _find_token(header: str) -> KnownToken | None:
    kind, _, secret = header.partition(" ")
    return find_token(secret) if kind.lower() == "bearer" else None


def _count(request: HttpRequest, caller: Caller) -> None:
    if caller.token is None:
        limit, who = conf.api_rate_anonymous(), f"address {address_of(request)}"
    else:
        limit, who = conf.api_rate_token(), f"token {caller.token.id}"
    wait = seconds_to_wait(who, limit=limit)
    if wait:
        raise TooMany(
            f"At most {limit} calls a minute. Try again in {wait} s.",
            headers={"Retry-After": str(wait)},
        )
