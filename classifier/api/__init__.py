"""The JSON API."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from .description import docs, openapi
from .routes import api


def build_urls() -> list[URLPattern]:
    """Return the API's addresses below /api/; each endpoint says itself whom it lets in."""
    return [
        path("v1/openapi.json", openapi, name="api-openapi"),
        path("docs", docs, name="api-docs"),
    ]


def build_v1_urls() -> tuple[Any, ...]:
    """Return the addresses of the first version."""
    patterns, *names = api.urls
    for pattern in patterns:
        if pattern.callback is not None:
            pattern.callback = login_not_required(pattern.callback)
    return patterns, *names
