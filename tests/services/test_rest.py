"""A server that is away is left alone for a moment, and found again."""

import threading
import time

import pytest

from mvsite.postgresql import rest
from mvsite.postgresql.rest import Rest, Resting


class Server:
    """Counts who knocks."""

    def __init__(self) -> None:
        self.is_up, self.knocks = False, 0

    def connect(self) -> str:
        self.knocks += 1
        if not self.is_up:
            raise ConnectionRefusedError
        return "connected"


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_after_a_failure_nobody_knocks_for_a_moment(clock):
    server, resting = Server(), Rest()
    with pytest.raises(ConnectionRefusedError):
        resting.connect(server.connect)
    server.is_up = True
    with pytest.raises(Resting):
        resting.connect(server.connect)
    clock[0] += rest.SHORTEST
    assert [resting.connect(server.connect) for _ in range(3)] == ["connected"] * 3
    assert server.knocks == 4


def test_who_had_to_wait_long_lets_the_others_rest_as_long(clock):
    def wait_in_vain() -> None:
        clock[0] += 2
        raise TimeoutError

    resting = Rest()
    with pytest.raises(TimeoutError):
        resting.connect(wait_in_vain)
    clock[0] += 1.9
    with pytest.raises(Resting):
        resting.connect(wait_in_vain)
    clock[0] += 0.1
    with pytest.raises(TimeoutError):
        resting.connect(wait_in_vain)


def test_after_a_connection_fell_silent_nobody_knocks_for_as_long(clock):
    server, resting = Server(), Rest()
    server.is_up = True
    resting.note_silence(rest.SHORTEST / 2)  # closed by a server that is started anew
    assert resting.connect(server.connect) == "connected"
    resting.note_silence(2)
    with pytest.raises(Resting):
        resting.connect(server.connect)
    clock[0] += 2
    assert resting.connect(server.connect) == "connected"


def test_after_a_failure_one_knocks_and_the_others_do_not_wait(clock):
    began, go, found = threading.Event(), threading.Event(), []
    server, resting = Server(), Rest()
    with pytest.raises(ConnectionRefusedError):
        resting.connect(server.connect)
    clock[0] += rest.SHORTEST

    def connect() -> str:
        began.set()
        go.wait()
        return "connected"

    first = threading.Thread(target=lambda: found.append(resting.connect(connect)))
    first.start()
    began.wait()
    with pytest.raises(Resting):
        resting.connect(connect)
    go.set()
    first.join()
    assert found == ["connected"]
    assert resting.connect(connect) == "connected"
