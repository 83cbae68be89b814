"""An unsafe start is refused in words; a safe one passes Django's own list without a warning."""

import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from environs import ValidationError

from classifier import production
from mvsite import setting_values

ROOT = Path(__file__).parent.parent
KEY = "B7vQx2-kLm9_sTzR4wYp8NcHd3JfGu6EaXo5iVb1qKyWlZtS"  # 48 characters
SAFE = {
    "PRODUCTION": "true",
    "SECRET_KEY": KEY + "9rT",
    "ALLOWED_HOSTS": "tasks.example.org",
    "HTTPS": "true",
    "DEBUG": "false",
}


def run(program: list[str], tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "DEBUG")
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def check(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **environment
    )


@pytest.mark.parametrize("cache", ["", "redis://127.0.0.1:6379/8"])
def test_a_production_environment_passes_without_a_warning(tmp_path, cache):
    found = check(tmp_path, **SAFE, CACHE_URL=cache)
    assert not found.returncode, found.stderr


def test_a_key_may_stand_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{SAFE['SECRET_KEY']}\n")
    found = check(tmp_path, **{**SAFE, "SECRET_KEY": ""}, SECRET_KEY_FILE=str(file))
    assert not found.returncode, found.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": KEY}, "SECRET_KEY has 48 characters; it needs at least 50"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY is one that others know"),
        ({"SECRET_KEY": f"ChangeMe{KEY}"}, "SECRET_KEY is one that others know"),
        ({"SECRET_KEY": "abc" * 20}, "SECRET_KEY is one that others know"),
        ({"DEBUG": True}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": ["tasks.example.org", "*"]}, "ALLOWED_HOSTS holds “*”"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS is empty"),
        ({"HTTPS": False}, "HTTPS is off"),
    ],
    ids=str,
)
def test_each_fault_is_told_with_its_variable(settings, changed, sentence):
    safe = {"SECRET_KEY": SAFE["SECRET_KEY"], "ALLOWED_HOSTS": ["tasks.example.org"]}
    for name, value in ({"PRODUCTION": True, "HTTPS": True} | safe | changed).items():
        setattr(settings, name, value)
    [fault] = production.faults()
    assert fault.startswith(sentence)
    assert [error.msg for error in production.check_production()] == [fault]


@pytest.mark.parametrize("program", [["manage.py", "check"], ["-c", "import mvsite.wsgi"]])
def test_an_unsafe_start_is_refused_and_tells_all_faults_at_once(tmp_path, program):
    found = run(program, tmp_path, PRODUCTION="true", DEBUG="true")
    assert found.returncode == 1
    for name in ("SECRET_KEY is missing", "DEBUG is on", "HTTPS is off"):
        assert name in found.stderr


def test_the_checks_for_deployment_say_the_same(tmp_path):
    found = check(tmp_path, PRODUCTION="true")
    assert "SECRET_KEY is missing" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY_FILE", "/no/such/file"),
        ("CSRF_TRUSTED_ORIGINS", "tasks.example.org"),
        ("CSRF_TRUSTED_ORIGINS", "https://[x"),
        ("TIME_ZONE", "Europe/Nowhere"),
        ("LOG_LEVEL", "loud"),
        ("METRICS_ALLOW", "10.0.0.0/99"),
        ("TASKS_BACKEND", "no_such_package.Backend"),
        ("TASKS_BACKEND", "django_tasks.no_such_module.Backend"),
        ("TRUSTED_PROXIES", "one"),
        ("DATABASE_URL", "oracle"),
        ("MODEL_STORAGE", "ftp://models"),
        ("CACHE_URL", "memcached://127.0.0.1:11211"),
        ("CACHE_URL", "locmem://"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(tmp_path, variable, value):
    found = run(["-c", "import mvsite.wsgi"], tmp_path, **{variable: value})
    assert found.returncode == 1
    assert variable in found.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("memcached://me:hush@cache.example.org:11211", "“memcached://cache.example.org:11211”"),
        ("unix:///run/redis.sock", "“unix://”"),
        ("redis://:hush/hush@[::1]:6379/0", "“redis://[::1]:6379”"),
        ("redis://:hush", "“redis://”"),
        ("rediss://cache/0?password=hush&db=one", "“rediss://cache”"),
        ("redis://cache/0?no_such_option=hush", "“redis://cache”"),
        ("hush", "Its value"),
    ],
)
def test_a_wrong_address_of_the_cache_is_told_without_its_password(address, told):
    with pytest.raises(ValidationError) as refused:
        setting_values.redis_address(address)
    said = "".join(traceback.format_exception(refused.value))
    assert f"{told} is no address of a Redis like" in said
    assert "hush" not in said


@pytest.mark.parametrize("address", ["", "redis://cache:6379/1", "rediss://:p%2Fw@cache/0"])
def test_addresses_of_redis_pass(address):
    setting_values.redis_address(address)


def test_without_production_nothing_has_to_be_set(tmp_path):
    assert not run(["-c", "import mvsite.wsgi"], tmp_path).returncode


PRINT = """
from django.db import connection
with connection.cursor() as cursor:
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(f"SHOW {name}")
        print(cursor.fetchone()[0])
"""


@pytest.mark.parametrize(
    ("process", "limits"),
    [("web", "5s 3s 10s"), ("worker", "10min 30s 1min"), ("command", "0 0 0")],
)
def test_postgresql_limits_each_kind_of_process(tmp_path, process, limits):
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("SQLite knows no such limits")
    found = run(["manage.py", "shell", "-v0", "-c", PRINT], tmp_path, PROCESS=process)
    assert found.stdout.split() == limits.split()
