"""The page on which staff set their second factor up, renew its codes or remove it."""

from base64 import b32encode
from collections.abc import Callable
from typing import cast

import segno
from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as note_verified

from .addresses import address_of
from .exceptions import InvalidInput, ServiceError
from .services import login_throttle, second_factor, sessions

TEMPLATE = "admin/classifier/second_factor.html"
HERE = "admin:second-factor"


class PasswordForm(forms.Form):
    """One's own password once more, before the first step."""

    password = forms.CharField(
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_view(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """Show where one is, or take the step named `step`; `context` is the admin's own."""
    if request.method != "POST":
        return _show(request, context)
    steps: dict[str, Callable[[HttpRequest, User], list[str] | None]] = {
        "start": _start,
        "confirm": _confirm,
        "renew": _renew,
        "remove": _remove,
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        return _show(request, context, "Choose a step of this page.", status=400)
    try:
        codes = step(request, cast(User, request.user))
    except ServiceError as error:
        return _show(request, context, str(error), status=error.status)
    if codes is None:
        return redirect(HERE)
    return render(request, TEMPLATE, {**context, "title": "Second factor", "codes": codes})


def _show(
    request: HttpRequest, context: dict[str, object], error: str = "", *, status: int = 200
) -> HttpResponse:
    user = cast(User, request.user)
    waiting = None if second_factor.is_set_up(user) else second_factor.waiting(user)
    more: dict[str, object] = {
        "title": "Second factor",
        "error": error,
        "is_set_up": second_factor.is_set_up(user),
        "is_required": second_factor.is_required(user),
        "password_form": PasswordForm(),
        "code_form": CodeForm(),
    }
    if waiting:
        more |= {"secret": _readable(waiting.bin_key), "qr": QrCode(waiting.config_url)}
    return render(request, TEMPLATE, {**context, **more}, status=status)


class QrCode:
    """A picture for a phone's camera, as the path of an SVG."""

    def __init__(self, text: str) -> None:
        """Draw `text`, with the white border that cameras need."""
        rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
        self.size = len(rows)
        self.path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )


def _start(request: HttpRequest, user: User) -> None:
    form = PasswordForm(request.POST)
    who = {"address": address_of(request), "name": user.get_username()}
    if wait := login_throttle.seconds_to_wait(**who):
        raise InvalidInput(f"Too many wrong passwords. Try again in {wait} s.")
    if not form.is_valid() or not user.check_password(form.cleaned_data["password"]):
        raise InvalidInput("This is not your password.")
    login_throttle.give_back(**who)
    second_factor.start(user)


def _confirm(request: HttpRequest, user: User) -> list[str]:
    device, codes = second_factor.confirm(user, _code(request))
    request.session.cycle_key()
    note_verified(request, device)
    sessions.end_sessions(user, keep=request.session.session_key)
    _log(user, "Set up a second factor.")
    return codes


def _renew(request: HttpRequest, user: User) -> list[str]:
    codes = second_factor.renew_codes(user, _code(request))
    _log(user, "Made new recovery codes.")
    return codes


def _remove(request: HttpRequest, user: User) -> None:
    second_factor.give_up(user, _code(request))
    _log(user, "Removed the second factor.")


def _code(request: HttpRequest) -> str:
    form = CodeForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Type the code that your app shows.")
    return str(form.cleaned_data["code"])


def _log(user: User, message: str) -> None:
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, message, single_object=True)


def _readable(key: bytes) -> str:
    """Return a secret in groups of four, to be typed."""
    letters = b32encode(key).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))
