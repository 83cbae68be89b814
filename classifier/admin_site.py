"""The admin's site: Django's, with our own way in."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from .login_form import LoginForm
from .second_factor_page import second_factor_view

_SECRET = ("otp_totp", "otp_static")


class CurationSite(admin.AdminSite):
    """Where staff log in and teach."""

    login_form = LoginForm
    login_template = "admin/classifier/login.html"

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Leave out the devices of second factors: their secrets are nobody else's to see."""
        if (
            getattr(model_or_iterable, "_meta", None)
            and model_or_iterable._meta.app_label in _SECRET
        ):
            return
        super().register(model_or_iterable, *args, **options)

    def get_urls(self) -> list[Any]:
        """Add the page of one's own second factor."""
        return [
            path("second-factor/", self.admin_view(self.second_factor), name="second-factor"),
            *super().get_urls(),
        ]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Show and take the steps of setting a second factor up."""
        return second_factor_view(request, self.each_context(request))

    @method_decorator(never_cache)
    @login_not_required  # as Django's own is
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show and take the login; one that must wait is a 429 that says how long."""
        response = super().login(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if isinstance(form, LoginForm) and form.seconds_to_wait:
            return _wait(request, form)
        return response


def _wait(request: HttpRequest, form: LoginForm) -> HttpResponse:
    """Return a page without the form: a flood of logins asks for nothing else, so it is light."""
    shown = {"error": form.non_field_errors()[0], "back": request.get_full_path()}
    status = HTTPStatus.TOO_MANY_REQUESTS
    response = render(request, "admin/classifier/login_wait.html", shown, status=status)
    response["Retry-After"] = str(form.seconds_to_wait)
    return response
