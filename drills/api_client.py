"""One caller of the API, with one connection that it keeps."""

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

IDLE = 0.9
"""Seconds without a request after which a server may close a kept connection."""


class Client:
    """Asks the API at `url`, with a token if there is one.

    A kept connection that the server closed while it was idle is opened anew, as browsers and
    HTTP libraries do, and the request is sent once more. One that was just in use is not: that a
    server dies with a request must be seen.
    """

    def __init__(self, url: str, token: str = "", *, seconds: float = 60) -> None:
        """Connect to the site at `url` when first asked; wait so many seconds for an answer."""
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=seconds)
        self._answered = 0.0

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """Return the status and the JSON body of the answer; raises OSError or HTTPException."""
        return self._ask("POST", path, json.dumps(body).encode())

    def get(self, path: str) -> tuple[int, Any]:
        """Return the status and the JSON body of the answer; raises OSError or HTTPException."""
        return self._ask("GET", path, None)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        was_idle = self._connection.sock and time.monotonic() - self._answered > IDLE
        try:
            response = self._send(method, path, body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()
            if not was_idle:
                raise
            response = self._send(method, path, body)
        content = response.read()
        self._answered = time.monotonic()
        return response.status, json.loads(content) if content else None

    def _send(self, method: str, path: str, body: bytes | None) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, f"/api/v1/{path}", body, self._headers)
            return self._connection.getresponse()
        except BaseException:
            self._connection.close()
            raise
