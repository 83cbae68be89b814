"""Guessing passwords is slow, tells nothing, and costs the site nothing. R31, R32."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.test import Client

from classifier.services import login_throttle, throttle, throttle_memory

from ..redis_at_hand import REDIS, emptied_redis

LOGIN = "/admin/login/?next=/admin/"
PASSWORD = "alice's long password"


class CountingHasher(MD5PasswordHasher):
    """Counts how many passwords were hashed."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings, monkeypatch):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    monkeypatch.setattr(CountingHasher, "hashed", 0)
    monkeypatch.setattr(throttle, "_resting_until", 0.0)
    throttle_memory._windows.clear()


def attempt(name="alice", password="wrong", address="10.0.0.1", **headers):
    client = Client(REMOTE_ADDR=address)
    return client.post(LOGIN, {"username": name, "password": password}, headers=headers)


def words(response) -> str:
    """What the page says is wrong."""
    kind = "error" if response.status_code == 429 else "errornote"
    found = re.search(rf'class="{kind}"[^>]*>\s*([^<]*?)\s*</p>', response.content.decode())
    assert found
    return found[1]


def test_after_ten_failures_a_name_waits_even_with_the_right_password(alice):
    assert [attempt().status_code for _ in range(10)] == [200] * 10
    refused = attempt(password=PASSWORD)
    assert refused.status_code == 429
    assert 3500 < int(refused["Retry-After"]) <= 3600
    assert words(refused).startswith("Too many logins failed. Try again in 60 minutes")
    assert f'<a href="{LOGIN}">Back to the login</a>' in refused.content.decode()
    assert attempt(password=PASSWORD, address="10.9.9.9").status_code == 429


def test_spelling_a_name_otherwise_does_not_help(alice):
    for name in ("alice", "ALICE", " Alice", "ａｌｉｃｅ", "alice ") * 2:
        attempt(name)
    assert attempt().status_code == 429


def test_after_twenty_failures_an_address_waits_whatever_the_name(alice):
    codes = [attempt(f"name{n}").status_code for n in range(21)]
    assert codes == [200] * 20 + [429]
    assert attempt(password=PASSWORD).status_code == 429
    assert attempt(password=PASSWORD, address="10.0.0.2").status_code == 302


def test_an_address_that_waits_locks_no_names(alice):
    for n in range(40):
        attempt(f"name{n}" if n < 20 else "alice")
    assert attempt(password=PASSWORD, address="10.0.0.2").status_code == 302


def test_forged_addresses_count_as_one(alice):
    codes = [attempt(f"n{n}", X_Forwarded_For=f"10.1.0.{n}").status_code for n in range(21)]
    assert codes[-1] == 429


def test_nothing_is_hashed_once_the_throttle_holds(alice):
    for _ in range(60):
        attempt()
    assert CountingHasher.hashed <= 10 + 1  # alice's own password was hashed once


def test_logins_that_succeed_do_not_count(alice):
    assert {attempt(password=PASSWORD).status_code for _ in range(25)} == {302}


def test_known_unknown_inactive_and_common_accounts_look_and_cost_the_same(alice):
    User.objects.create_user("sleeper", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("visitor", password=PASSWORD)
    found = set()
    for name, password in (
        ("alice", "wrong"),
        ("nobody", "wrong"),
        ("sleeper", PASSWORD),
        ("visitor", PASSWORD),
    ):
        before = CountingHasher.hashed
        response = attempt(name, password)
        found.add((response.status_code, words(response), CountingHasher.hashed - before))
    assert len(found) == 1
    assert found.pop()[2] == 1


@pytest.mark.parametrize("store", ["sqlite", "redis"])
def test_many_at_once_are_let_in_exactly_as_often_as_the_limit_says(store, settings):
    if store == "redis":
        emptied_redis().close()
        settings.CACHE_URL = REDIS
    who = {"address": "10.0.0.1", "name": "alice"}
    with ThreadPoolExecutor(50) as pool:
        waits = list(pool.map(lambda _: login_throttle.seconds_to_wait(**who), range(50)))
    assert waits.count(0) == 10
    login_throttle.give_back(address="10.0.0.2", name="unseen")
    assert login_throttle.seconds_to_wait(address="10.0.0.2", name="unseen") == 0


def test_while_redis_is_down_each_process_counts_alone(alice, settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    codes = [attempt(address="10.7.7.7", name="redisless").status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_a_login_without_a_name_is_no_attempt(alice):
    for _ in range(21):
        attempt(name="", password="")
    assert attempt(password=PASSWORD).status_code == 302


@pytest.mark.parametrize("came_from", ["", "//elsewhere.example", "javascript:alert(1)"])
def test_whoever_came_from_nowhere_is_led_into_the_admin(alice, came_from):
    data = {"username": "alice", "password": PASSWORD, "next": came_from}
    assert Client().post("/admin/login/", data)["Location"] == "/admin/"
