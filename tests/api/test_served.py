"""What only a real server shows: two processes counting together, cut bodies."""

import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from drills.served_api import Served

from .conftest import LIMIT

BODY = json.dumps({"text": "Cold call prospects"}).encode()


def place(site: Served) -> tuple[str, int]:
    parts = urlsplit(site.url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def ask(site: Served, caller: str, **headers: str) -> tuple[int, dict[str, str]]:
    sent = {"Content-Type": "application/json", "X-Forwarded-For": caller, **headers}
    with closing(http.client.HTTPConnection(*place(site), timeout=30)) as connection:
        connection.request("POST", "/api/v1/classify", BODY, sent)
        response = connection.getresponse()
        response.read()
        return response.status, dict(response.getheaders())


def raw(site: Served, content: bytes, *, closing: bool = True) -> bytes:
    """Send bytes as they are and return all that comes back."""
    with socket.create_connection(place(site), timeout=30) as connection:
        connection.sendall(content)
        if closing:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
        return answer


def head(length: int, *more: str, caller: str = "10.9.9.9") -> bytes:
    lines = [
        "POST /api/v1/classify HTTP/1.1", "Host: localhost", "Connection: close",
        "Content-Type: application/json", f"X-Forwarded-For: {caller}",
        f"Content-Length: {length}", *more,
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def test_b25_fifty_parallel_calls_to_two_processes_pass_exactly_the_limit(site):
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: ask(site, "10.0.0.1"), range(50)))
    codes = sorted(status for status, _ in answers)
    assert codes == [200] * LIMIT + [429] * (50 - LIMIT)
    waits = [int(headers["Retry-After"]) for status, headers in answers if status == 429]
    assert all(1 <= wait <= 60 for wait in waits)


def test_b26_no_jsonp_no_cors_and_no_options(site):
    status, headers = ask(site, "10.0.0.2", Origin="https://evil.example")
    assert status == 200
    assert not [name for name in headers if name.lower().startswith("access-control-")]
    connection = http.client.HTTPConnection(*place(site), timeout=30)
    connection.request("OPTIONS", "/api/v1/classify", headers={"Origin": "https://evil.example"})
    response = connection.getresponse()
    assert response.status == 405
    assert response.headers["Allow"] == "POST"
    assert "Access-Control-Allow-Origin" not in response.headers
    response.read()
    connection.request("GET", "/api/v1/openapi.json?callback=run")
    response = connection.getresponse()
    assert response.read().startswith(b'{"openapi"')
    connection.close()


def test_b27_a_body_shorter_than_it_says_is_400(site):
    assert raw(site, head(len(BODY) + 10) + BODY).startswith(b"HTTP/1.1 400")


def test_b27_a_body_longer_than_it_says_is_400(site):
    answer = raw(site, head(len(BODY) - 5) + BODY)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1  # what follows is no second request


def test_b27_a_body_in_chunks_is_400_and_says_why(site):
    lines = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    answer = raw(site, lines + b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"with Content-Length" in answer


@pytest.mark.parametrize("name", ["evil", "evil:80", "localhost.evil"])
def test_b12_a_foreign_host_is_400_in_the_one_body(site, name):
    content = head(len(BODY)).replace(b"Host: localhost", f"Host: {name}".encode()) + BODY
    answer = raw(site, content)
    assert answer.startswith(b"HTTP/1.1 400")
    assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["code"] == "bad_request"
    assert b"evil" not in answer
    assert b"content-security-policy" in answer.lower()
