"""The admin's site: Django's, with our own way in."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from .login_form import LoginForm


class CurationSite(admin.AdminSite):
    """Where staff log in and teach."""

    login_form = LoginForm

    @method_decorator(never_cache)
    @login_not_required  # as Django's own is
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show and take the login; one that must wait is a 429 that says how long."""
        response = super().login(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if isinstance(form, LoginForm) and form.seconds_to_wait:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(form.seconds_to_wait)
        return response
