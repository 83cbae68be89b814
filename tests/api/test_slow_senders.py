"""Who sends slowly takes no thread from the others. B27, and what that must not break."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from mvsite.patient_worker import Arriving

from .test_served import BODY, ask, head, place, raw

HEAD = head(len(BODY), caller="10.3.1.1")
CHUNKED = HEAD.replace(b"Content-Length: %d" % len(BODY), b"Transfer-Encoding: chunked")
SLOW = {
    "no byte": b"",
    "half a head": HEAD[:60],
    "a byte of the body": HEAD + BODY[:1],
    "a chunk": CHUNKED + b"1\r\n{\r\n",
}
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextmanager
def slow_senders(site, content: bytes) -> Iterator[list[socket.socket]]:
    """More connections than all threads of both processes, each stopping in mid-request."""
    with ExitStack() as stack:
        connections = []
        for _ in range(24):
            connection = socket.create_connection(place(site), timeout=30)
            connections.append(stack.enter_context(connection))
            connection.sendall(content)
        yield connections


@pytest.mark.parametrize("kind", SLOW)
def test_b27_the_others_are_answered(site, kind):
    with slow_senders(site, SLOW[kind]):
        caller = f"10.3.0.{list(SLOW).index(kind)}"
        assert [ask(site, caller)[0] for _ in range(6)] == [200] * 6


def test_b27_slow_senders_are_cut(site):
    with slow_senders(site, SLOW["a byte of the body"]) as connections:
        assert [connection.recv(1) for connection in connections] == [b""] * 24


def test_who_does_not_hang_up_keeps_nobody_waiting(site):
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with slow_senders(site, request) as connections:
        for round_ in range(2):  # what is sent to a closed end fails at the second time
            assert [ask(site, f"10.3.1.{4 + round_}")[0] for _ in range(6)] == [200] * 6
            for connection in connections:
                connection.sendall(b"x")


def test_a_slow_body_that_comes_in_time_is_answered(site):
    request = head(len(BODY), caller="10.3.1.2")
    with socket.create_connection(place(site), timeout=30) as connection:
        for piece in (request[:60], request[60:], BODY[:5], BODY[5:]):
            connection.sendall(piece)
            assert ask(site, "10.3.1.2")[0] == 200  # as good as a pause
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_requests_sent_one_behind_the_other_are_both_answered(site):
    assert raw(site, GET + GET).count(b"HTTP/1.1 200") == 2


def test_a_caller_that_asks_for_leave_gets_it(site):
    with socket.create_connection(place(site), timeout=30) as connection:
        connection.sendall(head(len(BODY), "Expect: 100-continue", caller="10.3.1.3"))
        assert connection.recv(12) == b"HTTP/1.1 100"
        connection.sendall(BODY)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    assert b"HTTP/1.1 200" in answer


def test_a_long_body_arrives_whole(site):
    long = b'{"text": "%s"}' % (b"a" * 900_000)
    answer = raw(site, head(len(long), caller="10.3.1.3") + long)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"20,000" in answer or b"20000" in answer


@pytest.mark.parametrize(
    "request_",
    [GET, HEAD + BODY, SLOW["a chunk"] + b"0\r\n\r\n"],
    ids=["no body", "a body", "chunks"],
)
def test_a_request_is_enough_at_its_last_byte_wherever_it_is_cut(request_):
    for cut in range(1, len(request_)):
        arriving = Arriving()
        arriving.add(request_[:cut])
        assert not arriving.is_enough
        arriving.add(request_[cut:])
        assert arriving.is_enough
