"""A code beside the password: set up, asked for, spent, renewed, given up, and made a duty."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..roles import make_people

LOGIN = "/admin/login/?next=/admin/"
PAGE = "/admin/second-factor/"
PASSWORD = "alice's long password"


@pytest.fixture(autouse=True)
def impatient(settings):
    """Wrong codes do not slow the tests down."""
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0


def code_of(device: TOTPDevice) -> str:
    device.refresh_from_db()
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)  # as if half a minute had gone by
    return f"{totp(device.bin_key):06}"


def set_up(client, user) -> tuple[TOTPDevice, list[str]]:
    assert client.post(PAGE, {"step": "start", "password": PASSWORD}).status_code == 302
    device = TOTPDevice.objects.get(user=user)
    page = client.post(PAGE, {"step": "confirm", "code": code_of(device)})
    codes = re.findall(r"<li><code>(\w+)</code>", page.content.decode())
    assert len(codes) == 10
    return device, codes


def log_in(code="", password=PASSWORD):
    client = Client()
    data = {"username": "alice", "password": password, "code": code}
    return client, client.post(LOGIN, data)


def test_without_one_the_password_alone_lets_in(alice):
    assert log_in()[1].status_code == 302
    assert log_in(code="123456")[1].status_code == 302


def test_it_is_set_up_with_secret_picture_and_first_code(alice, admin):
    assert b"Your password, once more" in admin.get(PAGE).content
    admin.post(PAGE, {"step": "start", "password": PASSWORD})
    html = admin.get(PAGE).content.decode()
    device = TOTPDevice.objects.get(user=alice)
    secret = re.search(r"Secret: <code>([A-Z2-7 ]+)</code>", html)
    assert secret
    assert secret[1].replace(" ", "") in device.config_url
    assert '<svg class="qr" role="img"' in html
    assert "style=" not in html
    wrong = admin.post(PAGE, {"step": "confirm", "code": "000000"})
    assert wrong.status_code == 400
    assert "This code is not right" in wrong.content.decode()
    assert log_in()[1].status_code == 302  # not before it is confirmed
    set_up(admin, alice)
    assert admin.get("/admin/").status_code == 200
    assert LogEntry.objects.filter(change_message="Set up a second factor.").exists()


def test_then_a_login_needs_password_and_code(alice, admin):
    device, _ = set_up(admin, alice)
    words = set()
    for password, code in ((PASSWORD, ""), (PASSWORD, "000000"), ("wrong", code_of(device))):
        client, response = log_in(code, password)
        assert response.status_code == 200
        assert client.get("/admin/").status_code == 302
        words |= set(re.findall(r'class="errornote"[^>]*>([^<]+)', response.content.decode()))
    assert len(words) == 1
    client, response = log_in(code_of(device))
    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_code_serves_once(alice, admin):
    device, codes = set_up(admin, alice)
    code = code_of(device)
    assert [log_in(code)[1].status_code for _ in range(2)] == [302, 200]
    assert [log_in(codes[0])[1].status_code for _ in range(2)] == [302, 200]
    assert [log_in(f" {codes[1].upper()} ")[1].status_code] == [302]
    assert StaticToken.objects.count() == 8


def test_setting_it_up_ends_other_logins(alice, admin):
    other, _ = log_in()
    set_up(admin, alice)
    assert other.get("/admin/").status_code == 302
    assert admin.get("/admin/").status_code == 200


def test_it_takes_the_password_to_start_and_a_code_to_change(alice, admin):
    assert admin.post(PAGE, {"step": "start", "password": "wrong"}).status_code == 400
    assert not TOTPDevice.objects.exists()
    device, codes = set_up(admin, alice)
    assert admin.post(PAGE, {"step": "start", "password": PASSWORD}).status_code == 409
    for step in ("renew", "remove"):
        assert admin.post(PAGE, {"step": step, "code": "000000"}).status_code == 400
    page = admin.post(PAGE, {"step": "renew", "code": code_of(device)}).content.decode()
    assert codes[0] not in page
    assert log_in(codes[0])[1].status_code == 200
    assert admin.post(PAGE, {"step": "remove", "code": code_of(device)}).status_code == 302
    assert log_in()[1].status_code == 302


def test_the_secret_is_shown_only_until_it_is_confirmed(alice, admin):
    _, codes = set_up(admin, alice)
    html = admin.get(PAGE).content.decode()
    assert "Secret:" not in html
    assert not [code for code in codes if code in html]


@pytest.mark.parametrize(
    ("role", "must"),
    [
        ("superuser", True),
        ("trainer", True),
        ("admin", True),
        ("labeller", False),
        ("planner", False),
    ],
)
def test_where_it_is_a_duty_trainers_and_admins_come_no_further(db, version, settings, role, must):
    settings.REQUIRE_TOTP = True
    user = make_people()[role]
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.force_login(user)
    for path in ("/admin/", "/admin/password_change/"):
        response = client.get(path)
        assert (response.status_code, response.get("Location")) == (
            (302, PAGE) if must else (200, None)
        )
    assert client.get("/").status_code == 200
    assert client.get(PAGE).status_code == 200
    if must:
        device, _ = set_up(client, user)
        assert client.get("/admin/").status_code == 200
        refused = client.post(PAGE, {"step": "remove", "code": code_of(device)})
        assert refused.status_code == 409


def test_superusers_and_the_command_help_those_who_lost_their_phone(alice, admin):
    bob = User.objects.create_user("bob", is_staff=True)
    TOTPDevice.objects.create(user=bob)
    data = {"action": "remove_second_factor", "_selected_action": [bob.pk]}
    admin.post("/admin/auth/user/", data)
    assert not TOTPDevice.objects.exists()
    TOTPDevice.objects.create(user=bob)
    call_command("remove_second_factor", "bob")
    assert not TOTPDevice.objects.exists()
    for name in ("bob", "nobody"):
        with pytest.raises(CommandError, match=name):
            call_command("remove_second_factor", name)


def test_other_administrators_remove_nobodys(db, client):
    people = make_people()
    client.force_login(people["admin"])
    TOTPDevice.objects.create(user=people["labeller"])
    data = {"action": "remove_second_factor", "_selected_action": [people["labeller"].pk]}
    client.post("/admin/auth/user/", data)
    assert TOTPDevice.objects.exists()


def test_nobody_sees_the_secrets_in_the_admin(admin):
    for path in ("otp_totp/totpdevice/", "otp_static/staticdevice/"):
        assert admin.get(f"/admin/{path}").status_code == 404
