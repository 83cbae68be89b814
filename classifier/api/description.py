"""The API's description, for programs and for people."""

import json
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .routes import api
from .schema import complete


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the description in OpenAPI 3.1."""
    return HttpResponse(_description(), content_type="application/json")


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show it as a page."""
    return render(request, "classifier/api_docs.html")


@lru_cache(maxsize=1)
def _description() -> bytes:
    return json.dumps(complete(api.get_openapi_schema()), ensure_ascii=False).encode()
