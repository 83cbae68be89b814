"""API tokens in the admin: made for oneself, the secret shown once, revoked."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from classifier.models import ApiToken
from classifier.services.api_tokens import create_token, find_token

ADD = "/admin/classifier/apitoken/add/"
LIST = "/admin/classifier/apitoken/"
FORM = {"name": "nightly", "scopes": ["classify", "plans"], "expires_at_0": "", "expires_at_1": ""}


def secret_in(page: str) -> str:
    secret: str
    [secret] = re.findall(r"mvs_[\w-]{43}", page)
    return secret


@pytest.fixture
def lara(db) -> User:
    user = User.objects.create_user("lara", is_staff=True)
    user.groups.add(Group.objects.get(name="labeller"))
    return user


@pytest.fixture
def laras(lara) -> Client:
    client = Client()
    client.force_login(lara)
    return client


def test_the_secret_is_shown_in_the_answer_and_nowhere_after(laras, lara, caplog):
    response = laras.post(ADD, FORM)
    secret = secret_in(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    token = ApiToken.objects.get()
    assert (token.user, token.scopes) == (lara, "classify plans")
    found = find_token(secret)
    assert found
    assert found.id == token.pk
    assert secret not in caplog.text
    assert secret not in str(response.cookies)
    for path in (LIST, f"{LIST}{token.pk}/change/", f"{LIST}{token.pk}/history/", "/admin/"):
        page = laras.get(path)
        assert page.status_code == 200
        assert secret not in page.content.decode()


def test_people_make_tokens_for_themselves_alone(laras, lara, alice):
    laras.post(ADD, {**FORM, "user": alice.pk})
    assert ApiToken.objects.get().user == lara


def test_superusers_make_them_for_others(admin, lara):
    admin.post(ADD, {**FORM, "user": lara.pk})
    assert ApiToken.objects.get().user == lara


def test_nobody_sees_anothers_tokens_but_superusers(laras, admin, alice):
    create_token(user=alice, name="alice's own", scopes=["classify"])
    assert "alice&#x27;s own" not in laras.get(LIST).content.decode()
    assert "alice&#x27;s own" in admin.get(LIST).content.decode()


def test_revoked_tokens_open_nothing_and_others_stay(laras, lara, alice):
    mine = create_token(user=lara, name="mine", scopes=["classify"])
    foreign = create_token(user=alice, name="hers", scopes=["classify"])
    ids = [mine.token.pk, foreign.token.pk]
    laras.post(LIST, {"action": "revoke", "_selected_action": ids})
    assert find_token(mine.secret) is None
    assert find_token(foreign.secret)


@pytest.mark.parametrize("bad", [{"scopes": []}, {"scopes": ["everything"]}, {"name": ""}])
def test_a_token_without_name_or_scope_is_not_made(laras, bad):
    assert laras.post(ADD, {**FORM, **bad}).status_code == 200
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("day", ["2020-02-29", "0001-01-01"])
def test_a_token_that_ends_before_it_begins_is_not_made(laras, day):
    page = laras.post(ADD, {**FORM, "expires_at_0": day, "expires_at_1": "12:00"})
    assert page.status_code == 200
    assert "the token would open nothing" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_ends_in_a_year_that_can_be_stored(laras):
    page = laras.post(ADD, {**FORM, "expires_at_0": "9999-12-31", "expires_at_1": "23:59"})
    assert "The year 9999 is too far away" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_may_end_later(laras):
    laras.post(ADD, {**FORM, "expires_at_0": "2999-12-31", "expires_at_1": "12:00"})
    end = ApiToken.objects.get().expires_at
    assert end
    assert end.year == 2999


def test_a_forged_digest_is_not_stored(laras):
    laras.post(ADD, {**FORM, "digest": "0" * 64, "prefix": "x", "revoked_at": "2020-01-01"})
    token = ApiToken.objects.get()
    assert token.digest != "0" * 64
    assert token.revoked_at is None
