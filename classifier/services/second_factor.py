"""The second factor of a login: codes of an app on a phone, and recovery codes on paper."""

from django.contrib.auth.models import User
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from classifier import conf
from classifier.exceptions import Conflict, InvalidInput

RECOVERY_CODES = 10

_POWERFUL = (
    "classifier.train_model",
    "classifier.activate_model",
    "auth.add_user",
    "auth.change_user",
)
"""Whoever may do one of these is a trainer or an administrator."""

_WRONG = "This code is not right. Wait for the next one and type that; a wrong one costs time."


def is_set_up(user: User) -> bool:
    """Whether `user` logs in with a code."""
    found: bool = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return found


def is_required(user: User) -> bool:
    """Whether `user` must have a second factor to go on."""
    return conf.require_totp() and any(user.has_perm(right) for right in _POWERFUL)


def verify(user: User, code: str) -> Device | None:
    """Return the device whose code it is, or None; a code serves once, and wrong ones slow down.

    Six digits are the app's code, everything else a recovery code, so that a wrong guess at one
    does not slow down the other.
    """
    code = "".join(code.split()).lower()
    kind = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    with transaction.atomic():
        for device in kind.objects.filter(user=user, confirmed=True).select_for_update():
            if device.verify_token(code):
                found: Device = device
                return found
    return None


def waiting(user: User) -> TOTPDevice | None:
    """Return the device that was started and not yet confirmed by a code, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def start(user: User) -> TOTPDevice:
    """Make a secret that waits for its first code; one that waited before is thrown away.

    Raises Conflict if a second factor is set up already.
    """
    with transaction.atomic():
        if is_set_up(user):
            raise Conflict("A second factor is set up already. Remove it first.")
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm(user: User, code: str) -> tuple[TOTPDevice, list[str]]:
    """Set the waiting device up; return it and the recovery codes, which are shown this once.

    Raises InvalidInput if none waits or the code is not its.
    """
    device = waiting(user)
    if device is None:
        raise InvalidInput("Nothing waits for a code. Start again.")
    if not device.verify_token("".join(code.split())):
        raise InvalidInput(_WRONG)
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        return device, _new_codes(user)


def renew_codes(user: User, code: str) -> list[str]:
    """Return new recovery codes in place of all old ones; raises InvalidInput for a wrong code."""
    if verify(user, code) is None:
        raise InvalidInput(_WRONG)
    with transaction.atomic():
        return _new_codes(user)


def give_up(user: User, code: str) -> None:
    """Remove one's own second factor.

    Raises InvalidInput if the code is wrong, Conflict if the site asks for a second factor.
    """
    if is_required(user):
        raise Conflict("This site asks for a second factor. It can be set up anew after a removal.")
    if verify(user, code) is None:
        raise InvalidInput(_WRONG)
    remove(user)


def remove(user: User) -> bool:
    """Remove everything of a second factor, say for a lost phone; return whether there was any."""
    with transaction.atomic():
        apps, _ = TOTPDevice.objects.filter(user=user).delete()
        codes, _ = StaticDevice.objects.filter(user=user).delete()
    return bool(apps or codes)


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
