"""Work in the background of a site on PostgreSQL: begun, watched, waited for."""

import json
import time
from collections.abc import Sequence
from typing import Any

import httpx
import psycopg

from .api_client import Client
from .trainer import Trainer
from .waiting import wait_until

_LAST_RUN = "SELECT id, state, stage, error FROM classifier_trainingrun ORDER BY id DESC LIMIT 1"


class TrainingJob:
    """A training that is asked for in the admin at `url`."""

    def __init__(self, url: str, token: str, database: str) -> None:
        """Log in."""
        self._trainer, self._database = Trainer(url, token), database

    def start(self, texts: Sequence[str]) -> None:
        """Add examples and press “Retrain”."""
        self._trainer.start(texts)

    def wait_until_under_way(self) -> None:
        """Wait until a worker is in the middle of it."""
        wait_until(lambda: self._run()[1] == "running" and bool(self._run()[2]), 60)

    def end_elsewhere(self, seconds: float) -> str:
        """Wait until the lost run is marked, press “Retrain” again, and wait for its version.

        Returns what happened; raises TimeoutError if it does not happen in so many seconds each.
        """
        began, lost = time.monotonic(), self._run()[0]
        wait_until(lambda: self._run()[:2] == (lost, "failed"), seconds)
        marked = time.monotonic() - began
        newest = self._trainer.newest()
        self._trainer.start([])
        wait_until(lambda: self._run()[0] > lost and self._run()[1] != "queued", seconds)
        wait_until(lambda: self._run()[1] != "running", 600)
        if self._trainer.newest() != newest + 1:
            raise TimeoutError(f"The second training made no version: {self._run()}")
        return f"marked lost after {marked:.0f} s, trained again elsewhere"

    def _run(self) -> tuple[int, str, str, str]:
        with psycopg.connect(self._database, autocommit=True) as connection:
            found = connection.execute(_LAST_RUN).fetchone()
        return found or (0, "", "", "")


def upload_batch(url: str, token: str, name: str, content: str) -> httpx.Response:
    """Send a file of tasks to the API at `url`."""
    return httpx.post(
        f"{url}/api/v1/batches/upload",
        headers={"Authorization": f"Bearer {token}"},
        files={"file": (name, content.encode())},
        timeout=60,
    )


class BatchJob:
    """A file of tasks that is sent to the API at `url` and asked for at `other`."""

    def __init__(self, url: str, other: str, token: str) -> None:
        """Send nothing yet."""
        self._url, self._other, self._token = url, other, token
        self._client = Client(other, token)
        self._id = ""

    def start(self, texts: Sequence[str], rows: int) -> None:
        """Send a file of so many rows, each with a number of its own."""
        lines = (json.dumps({"text": texts[n % len(texts)], "number": str(n)}) for n in range(rows))
        answer = upload_batch(self._url, self._token, "tasks.jsonl", "\n".join(lines))
        answer.raise_for_status()
        self._id = answer.json()["id"]

    def wait_until_under_way(self) -> None:
        """Wait until a worker is in the middle of it."""
        wait_until(lambda: self._batch()["done"] > 0, 60)
        state = self._batch()
        if state["state"] != "running":
            raise RuntimeError(f"The batch was too short to be caught: {state}")

    def end_elsewhere(self, seconds: float) -> str:
        """Wait for its `end`, and return what happened."""
        began, done = time.monotonic(), self._batch()["done"]
        self.end(seconds)
        took = time.monotonic() - began
        return f"killed at row {done:,}, ended elsewhere after {took:.0f} s, each row once"

    def end(self, seconds: float) -> None:
        """Wait until it has succeeded, and check that every row stands there once.

        Raises TimeoutError or RuntimeError if it has not.
        """
        wait_until(lambda: self._batch()["state"] not in ("queued", "running"), seconds)
        state = self._batch()
        if state["state"] != "succeeded":
            raise RuntimeError(f"The batch did not succeed: {state}")
        answer = httpx.get(
            f"{self._other}/api/v1/batches/{self._id}/result?format=jsonl",
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=60,
        )
        numbers = [json.loads(line)["number"] for line in answer.text.splitlines()]
        if sorted(map(int, numbers)) != list(range(state["total"])):
            raise RuntimeError(f"{state['total']} rows were sent, {len(numbers)} came back")

    def _batch(self) -> dict[str, Any]:
        status, body = self._client.get(f"batches/{self._id}")
        if status != 200:
            raise RuntimeError(f"The batch cannot be read: {status} {body}")
        found: dict[str, Any] = body
        return found
