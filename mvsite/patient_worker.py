"""A gunicorn worker whose threads never wait for a slow sender.

gunicorn's threaded worker gives each connection a thread as it comes and reads the request there
without a time limit: as many slow senders as there are threads, and nobody else is answered.
Here the loop that accepts connections collects what comes. A thread gets a request that is whole,
or the first part of a long one. gunicorn also stands that loop still for up to two seconds when a
caller is slow to hang up; here it goes on.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ
from socket import SHUT_WR
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

ARRIVAL_SECONDS: Final = 10
"""A request, or the first part of a long one, must have come in so many seconds."""
STALL_SECONDS: Final = 30
"""A thread waits so long for the next bytes of a long body, or for a caller to take an answer."""
FIRST_PART: Final = 256 * 1024
"""Bytes collected of a request: what a page or a call sends, and little if many send slowly."""

_HEAD_END: Final = b"\r\n\r\n"
_LAST_CHUNK: Final = b"\r\n0\r\n\r\n"
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_EXPECT: Final = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


@dataclass(slots=True)
class Arriving:
    """What came of a request so far; gunicorn judges it, this only says when it is enough."""

    came: bytearray = field(default_factory=bytearray)
    size: int = FIRST_PART
    has_head: bool = False
    is_chunked: bool = False

    def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        seen = max(0, len(self.came) - len(_HEAD_END) + 1)
        self.came += piece
        if self.has_head:
            return
        end = self.came.find(_HEAD_END, seen)
        if end >= 0:
            self.has_head = True
            self.is_chunked = bool(_CHUNKED.search(self.came, 0, end + 2))
            length = _LENGTH.search(self.came, 0, end + 2)
            body = int(length[1]) if length else 0
            self.size = min(FIRST_PART, end + len(_HEAD_END) + body)

    @property
    def is_enough(self) -> bool:
        """Whether a thread need not wait for the next bytes."""
        if self.is_chunked and len(self.came) < FIRST_PART:
            return self.came.endswith(_LAST_CHUNK)
        return len(self.came) >= self.size

    @property
    def waits_for_leave(self) -> bool:
        """Whether the caller sends the body only once it is told to."""
        return self.has_head and not self.is_enough and bool(_EXPECT.search(self.came))


class PatientWorker(ThreadWorker):
    """Answers with threads, and waits for requests without them."""

    def enqueue_req(self, conn: Any) -> None:
        """Collect the connection's next request; only then does it get a thread."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        conn.init()
        arriving = Arriving()
        arriving.add(conn.parser.unreader.take_buffered())  # sent behind the last request
        if arriving.is_enough:
            self._hand_over(conn, arriving)
            return
        self._wait(conn, partial(self._receive, conn, arriving))

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer one request in a thread, cutting who stalls in the midst of it."""
        conn.sock.settimeout(STALL_SECONDS)
        return super().handle_request(req, conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Take a connection back from its thread, to keep it or to let the caller hang up."""
        if self.cfg.is_ssl or fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(SHUT_WR)
        except OSError:  # gone already
            self._close(conn)
        else:
            self._wait(conn, partial(self._hang_up, conn))

    def _wait(self, conn: Any, look: Callable[[Any], None]) -> None:
        """Have `look` called when something comes; gunicorn closes what has waited too long."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + ARRIVAL_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, look)

    def _waited(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def _hang_up(self, conn: Any, sock: Any) -> None:
        """Close once the caller has, as closing with bytes unread would cut our answer."""
        try:
            gone = not sock.recv(FIRST_PART)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            gone = True
        if gone:
            self._waited(conn)
            self._close(conn)

    def _receive(self, conn: Any, arriving: Arriving, sock: Any) -> None:
        try:
            piece = sock.recv(FIRST_PART - len(arriving.came))
        except (BlockingIOError, InterruptedError):
            return
        except OSError:  # broken: what came of the request must not count as all of it
            piece, arriving.has_head = b"", False
        had_head = arriving.has_head
        arriving.add(piece)
        if not piece or arriving.is_enough:
            self._waited(conn)
            self._hand_over(conn, arriving)
        elif arriving.waits_for_leave and not had_head:
            with suppress(OSError):  # the next look at the socket finds out
                sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_over(self, conn: Any, arriving: Arriving) -> None:
        if not arriving.has_head:  # gone, or no request at all: nobody to answer
            self._close(conn)
            return
        conn.parser.unreader.unread(bytes(arriving.came))
        super().enqueue_req(conn)
