"""The JSON API."""

from typing import Any

from django.contrib.auth.decorators import login_not_required

from .routes import api


def build_urls() -> tuple[Any, ...]:
    """Return the API's addresses; each endpoint says itself whom it lets in."""
    patterns, *names = api.urls
    for pattern in patterns:
        if pattern.callback is not None:
            pattern.callback = login_not_required(pattern.callback)
    return patterns, *names
