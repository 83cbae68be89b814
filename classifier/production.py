"""What must hold before strangers may come: found at the start, told with the variable's name."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
"""Characters."""

_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
_PUBLISHED = (  # beginnings of keys that stand in public code, or were meant to be replaced
    "django-insecure-",
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "example",
    "your-secret",
    "v8sk33sy82!uw3ty=!jjv5vp7=s2phrzw(m(hrn^f7e_#1h2al",
    "$(fefwefwef13;LFK{P!)@#*!)kdsjfWF2l+i5e3t(8a1n",
)


def faults() -> list[str]:
    """Return what stands against a start in production, each with its variable; else nothing."""
    return list(_faults()) if settings.PRODUCTION else []


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with all `faults`, if there is one."""
    if found := faults():
        raise ImproperlyConfigured("\n".join(["PRODUCTION is on, but:", *found]))


@register(Tags.security)
def check_production(**kwargs: Any) -> list[CheckMessage]:
    """Return an error for each of the `faults`."""
    return [Error(fault, id="classifier.E010") for fault in faults()]


def _faults() -> Iterator[str]:
    yield from _key_faults(_secret_key())
    if settings.DEBUG:
        yield "DEBUG is on: it shows code and settings to everybody. Remove it."
    if any(host.strip() in ("*", "") for host in settings.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS holds “*”: name the site's hosts one by one."
    if not settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is empty: name the site's hosts."
    if not settings.HTTPS:
        yield "HTTPS is off: passwords and texts would travel in the open. Set HTTPS=true."


def _key_faults(key: str) -> Iterator[str]:
    if not key:
        yield f"SECRET_KEY is missing: set it, or SECRET_KEY_FILE. {_MAKE_ONE}"
        return
    if len(key) < SHORTEST_KEY:
        yield (
            f"SECRET_KEY has {len(key)} characters; it needs at least {SHORTEST_KEY}. {_MAKE_ONE}"
        )
    if key.lower().startswith(tuple(one.lower() for one in _PUBLISHED)) or len(set(key)) < 10:
        yield f"SECRET_KEY is one that others know or can guess. {_MAKE_ONE}"


def _secret_key() -> str:
    """Return the key; Django itself refuses to give out an empty one."""
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:
        return ""
