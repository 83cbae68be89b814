"""So many calls a minute, counted exactly, and nobody fooled. B25."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from classifier.services import throttle
from classifier.services.throttle import seconds_to_wait

from ..redis_at_hand import REDIS, emptied_redis
from .conftest import Caller, caller_for, error_of

ASK = {"text": "Cold call prospects"}


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(throttle, "_resting_until", 0.0)


@pytest.fixture
def redis_url(settings):
    client = emptied_redis()
    settings.CACHE_URL = REDIS
    yield REDIS
    client.flushdb()
    client.close()


def test_b25_the_sixty_first_call_of_a_minute_is_429_and_says_when(version, anyone):
    answers = [anyone.post("classify", ASK) for _ in range(61)]
    assert [one.status_code for one in answers] == [200] * 60 + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert error_of(answers[-1])["code"] == "throttled"


CLAIMS = ("X_Forwarded_For", "X_Real_IP", "Forwarded", "X_Client_IP", "True_Client_IP")


def test_b25_a_thousand_forged_addresses_count_as_one_caller(version, anyone, settings):
    settings.API_RATE_ANONYMOUS = 3
    forged = ("10.0.{0}.{1}", "2001:db8:{0:x}:{1:x}::1", "127.0.0.1, 10.0.{0}.{1}", "for={0}.{1}")
    codes = [
        anyone.post(
            "classify", ASK, **{CLAIMS[n % 5]: forged[n % 4].format(n // 256, n % 256)}
        ).status_code
        for n in range(1_000)
    ]
    assert codes == [200] * 3 + [429] * 997


def test_b25_behind_proxies_only_what_the_trusted_ones_say_counts(version, anyone, settings):
    settings.API_RATE_ANONYMOUS, settings.TRUSTED_PROXIES = 1, 1

    def code(forwarded):
        return anyone.post("classify", ASK, X_Forwarded_For=forwarded).status_code

    assert code("6.6.6.6, 1.1.1.1") == 200
    assert code("7.7.7.7, 1.1.1.1") == 429
    assert code("1.1.1.1, 2.2.2.2") == 200
    settings.TRUSTED_PROXIES = 2
    assert code("8.8.8.8, 3.3.3.3, 9.9.9.9") == 200
    assert code("8.8.8.9, 3.3.3.3, 9.9.9.8") == 429


def test_all_addresses_of_an_ipv6_network_count_as_one(version, anyone, settings):
    settings.API_RATE_ANONYMOUS, settings.TRUSTED_PROXIES = 1, 1
    codes = [
        anyone.post("classify", ASK, X_Forwarded_For=address).status_code
        for address in ("2001:db8:1:2::5", "2001:db8:1:2:ffff::6", "2001:db8:1:3::5")
    ]
    assert codes == [200, 429, 200]


@pytest.mark.parametrize(
    "entries",
    [
        ("192.0.2.7:4711", "192.0.2.7:4712", "192.0.2.7"),
        ("[2001:db8::7]:4711", "[2001:db8::7]:4712", "[2001:db8::7]", "2001:db8::7"),
    ],
)
def test_a_port_that_a_proxy_adds_makes_no_new_caller(version, anyone, settings, entries):
    settings.API_RATE_ANONYMOUS, settings.TRUSTED_PROXIES = 1, 1
    codes = [anyone.post("classify", ASK, X_Forwarded_For=entry).status_code for entry in entries]
    assert codes == [200] + [429] * (len(entries) - 1)


def test_bad_tokens_count_as_calls_of_their_address(version, alice, settings):
    settings.API_RATE_ANONYMOUS = 3
    codes = [Caller(f"mvs_{n}").get("examples").status_code for n in range(5)]
    assert codes == [401] * 3 + [429] * 2
    assert caller_for(alice).get("examples").status_code == 200


def test_tokens_have_their_own_limit_each(version, alice, settings):
    settings.API_RATE_ANONYMOUS, settings.API_RATE_TOKEN = 1, 2
    for caller in (caller_for(alice), caller_for(alice)):
        codes = [caller.post("classify", ASK).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
    assert Caller().post("classify", ASK).status_code == 200


@pytest.mark.parametrize("store", ["sqlite", "redis"])
def test_parallel_calls_are_counted_exactly(store, request):
    if store == "redis":
        request.getfixturevalue("redis_url")
    with ThreadPoolExecutor(50) as pool:
        waits = list(pool.map(lambda _: seconds_to_wait("one", limit=20), range(50)))
    assert sum(wait == 0 for wait in waits) == 20


@pytest.mark.parametrize("store", ["sqlite", "redis", "memory"])
def test_a_new_window_begins_when_the_old_one_ends(store, request, monkeypatch, settings):
    if store == "redis":
        request.getfixturevalue("redis_url")
    if store == "memory":
        settings.CACHE_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(throttle, "WINDOW", 0)
    assert [seconds_to_wait(f"{store}-one", limit=1) for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("broken", ["redis", "file", "folder"])
def test_a_store_that_fails_lets_classify_go_on_with_a_count_of_this_process(
    version, anyone, settings, tmp_path, broken
):
    settings.API_RATE_ANONYMOUS = 3
    if broken == "redis":
        settings.CACHE_URL = "redis://127.0.0.1:1/0"
    elif broken == "file":
        (tmp_path / "throttle.sqlite3").write_bytes(b"no database" * 1_000)
    else:
        settings.DATA_DIR = tmp_path / "missing"
    address = f"10.1.1.{len(broken)}"  # counts in memory outlive a test
    anyone.client.defaults["REMOTE_ADDR"] = address
    codes = [anyone.post("classify", ASK).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_the_counts_are_not_in_the_database(version, anyone, django_assert_num_queries, tmp_path):
    anyone.post("classify", ASK)
    with sqlite3.connect(tmp_path / "throttle.sqlite3") as file:
        [(key, calls)] = file.execute("SELECT key, calls FROM window")
    file.close()
    assert calls == 1
    assert "127.0.0.1" not in key


def test_a_clock_set_back_does_not_shut_anybody_out(monkeypatch):
    assert seconds_to_wait("back", limit=1) == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3_600)
    assert seconds_to_wait("back", limit=1) == 0
