"""The form of a login: throttled before the password is looked at, with a code if one is due."""

import logging
import math
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from .addresses import address_of
from .services import login_throttle, second_factor

logger = logging.getLogger(__name__)


class LoginForm(AdminAuthenticationForm):
    """Django's own behind the throttle; the same words whatever was wrong."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "The name, the password or the code is wrong, or the account is not "
        "for staff. Capital letters count.",
    }
    code = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "aria-describedby": "code-help",
                "spellcheck": "false",
            }
        ),
    )
    seconds_to_wait = 0
    """How long the throttle holds this login up; 0 if it did not."""

    def clean(self) -> dict[str, Any]:
        """Let a throttled login wait, else see whether it is right; raises ValidationError."""
        if self.errors:  # a field is missing: there is nothing to look at
            return self.cleaned_data
        who = {
            "address": address_of(self.request) if self.request else "",
            "name": self.cleaned_data["username"],
        }
        self.seconds_to_wait = login_throttle.seconds_to_wait(**who)
        if self.seconds_to_wait:
            logger.warning("A login was held up by the throttle")
            raise ValidationError(_sentence(self.seconds_to_wait), code="throttled")
        cleaned = super().clean()
        self._check_code()
        login_throttle.give_back(**who)
        return cleaned

    def _check_code(self) -> None:
        user: Any = self.get_user()
        if second_factor.is_set_up(user):
            # django-otp takes it from here into the session
            user.otp_device = second_factor.verify(user, self.cleaned_data["code"])
            if user.otp_device is None:
                raise self.get_invalid_login_error()


def _sentence(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many logins failed. Try again in {wait}; until then no password is looked at."
