"""The log holds no texts and cannot be forged. R39."""

import io
import json
import logging
import socket
import subprocess

import pytest
from django.test import Client

from drills.served_api import ROOT, free_port, wait_until_ready, web_command
from mvsite import logs

from .. import raising
from ..processes import environment

CANARY = "Zyzzogeton"
FORGERIES = [
    f"{mark}{CANARY}"
    for mark in (
        "\n", "\r", "\r\n", "\n\n", "\x1b[2J", "\x1b[31m", "\x1b]0;x\x07", "\x9b2J", "\x00", "\x08",
        "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\u202e", "\x7f",
    )
]  # fmt: skip


@pytest.fixture(params=logs.FORMATS)
def log(request):
    """What the site logs, in each form, while a test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(request.param))
    logging.getLogger().addHandler(handler)
    stream.form = request.param  # type: ignore[attr-defined]
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def visitor(db):
    return Client(raise_request_exception=False)


def lines(log: io.StringIO) -> list[str]:
    return log.getvalue().splitlines()


@pytest.mark.parametrize("forgery", FORGERIES, ids=ascii)
def test_no_input_makes_a_line_of_its_own(version, visitor, log, forgery):
    visitor.get(f"/{forgery}/")
    visitor.get("/", {"q": forgery})
    visitor.post("/", {"text": forgery, forgery: "x"})
    visitor.get("/", headers={"User-Agent": forgery, "X-Request-ID": forgery, "Referer": forgery})
    visitor.get("/", headers={"Host": f"a{forgery.strip()}"})
    visitor.post("/admin/login/", {"username": forgery, "password": forgery})
    visitor.post("/api/v1/classify", forgery, content_type=f"text/{forgery.strip()}")
    logging.getLogger("test").warning("A name: %s", forgery)
    found = lines(log)
    assert len([one for one in found if "request_finished" in one]) == 7
    for line in found:
        assert line.isprintable()
        if log.form == "json":
            assert {"event", "level", "logger", "timestamp"} <= set(json.loads(line))
        else:
            assert line.startswith("20")


def test_texts_are_in_no_line(version, visitor, log, alice):
    visitor.post("/", {"text": f"Call {CANARY}"})
    visitor.post("/", {"text": f"- Call {CANARY}\n- Draft {CANARY}", "split": "on"})
    visitor.post("/api/v1/classify", {"text": f"Call {CANARY}"}, content_type="application/json")
    visitor.force_login(alice)
    visitor.get("/admin/classifier/example/", {"q": CANARY})
    visitor.get("/admin/classifier/example/", {"label__exact": CANARY})
    assert len(lines(log)) >= 5
    assert CANARY not in log.getvalue()


def test_the_key_of_a_plans_link_is_in_no_line(version, visitor, log, alice):
    visitor.force_login(alice)
    visitor.get(f"/plans/shared/{CANARY}/")
    [line] = lines(log)
    assert "GET /plans/shared/…/" in line or "GET /plans/shared/\\u2026/" in line
    assert CANARY not in line


def test_gunicorn_writes_such_lines_too_without_what_callers_sent(db, tmp_path):
    port = free_port()
    command = web_command(f"127.0.0.1:{port}")
    settings = environment(LOG_FORMAT="json", LOG_LEVEL="INFO", STATIC_ROOT=str(tmp_path))
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/healthz")
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(f"GET /?q={CANARY} {CANARY}\r\n\r\n".encode())
            assert b" 400 " in connection.recv(1_000)
        process.terminate()
        _, written = process.communicate(timeout=60)
    found = [json.loads(line) for line in written.decode().splitlines()]
    assert [one["logger"] for one in found if one["event"] == "Invalid request"] == [
        "gunicorn.error"
    ]
    assert CANARY not in written.decode()


@pytest.fixture
def broken(version, visitor, settings, monkeypatch):
    """A site each of whose views fails with a text in the error's words."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, raising.PATH]
    monkeypatch.setattr(raising, "failure", lambda: RuntimeError(f"Cannot read {CANARY}"))
    return visitor


def test_a_failure_is_one_line_that_says_where_and_not_what(broken, log):
    response = broken.post("/", {"text": CANARY})
    [line] = lines(log)
    assert CANARY not in line
    for part in ("request_failed", "RuntimeError", "raising.py", "process_view", "POST /"):
        assert part in line
    assert response["X-Request-ID"] in line


def test_a_failure_shows_its_number_and_nothing_else(broken, log):
    page = broken.post("/", {"text": CANARY})
    assert page.status_code == 500
    assert f"<code>{page['X-Request-ID']}</code>" in page.content.decode()
    answer = broken.post("/api/v1/classify", {"text": CANARY}, content_type="application/json")
    assert answer.status_code == 500
    for response in (page, answer):
        assert response["X-Request-ID"] in log.getvalue()
        for hidden in (CANARY, "RuntimeError", "Traceback", "raising"):
            assert hidden not in response.content.decode()


def test_a_caller_does_not_choose_the_number(version, visitor):
    chosen = "11111111-1111-1111-1111-111111111111"
    assert visitor.get("/", headers={"X-Request-ID": chosen})["X-Request-ID"] != chosen


def test_a_line_says_who_was_logged_in(version, admin, alice, log):
    admin.get("/admin/")
    [line] = [one for one in lines(log) if "GET /admin/" in one]
    assert f"user_id={alice.pk}" in line or f'"user_id": {alice.pk}' in line


def test_health_checks_are_not_logged(version, visitor, log):
    visitor.get("/healthz")
    visitor.get("/readyz")
    assert not lines(log)


def test_at_debug_the_words_of_errors_are_written(capsys):
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "broke", (), None)
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    assert CANARY in logs.formatter("line", messages=True).format(record)


def test_reports_of_errors_hide_what_was_sent(rf):
    from django.views.debug import ExceptionReporter

    request = rf.post("/", {"text": CANARY})
    text = CANARY
    try:
        raise ValueError("x")
    except ValueError as error:
        report = ExceptionReporter(request, ValueError, error, error.__traceback__)
    assert text not in report.get_traceback_text()
    assert text not in report.get_traceback_html().replace("text = CANARY", "")
