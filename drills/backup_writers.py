"""Writers that never rest, and what a copy of their site may not show.

Every correction is one transaction that writes two rows: the example, with its label and its
revision, and a line in the history of labels. A copy that stands for one moment has both or none.
"""

import http.client
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .api_client import Client

HALVES = """
SELECT count(*) FROM classifier_example e WHERE revision <> 1 + (
    SELECT count(*) FROM classifier_labelchange c
    WHERE c.example_id = e.id AND from_label <> '' -- its first label is no correction
) OR label <> coalesce((
    SELECT to_label FROM classifier_labelchange c WHERE c.example_id = e.id
    ORDER BY id DESC LIMIT 1
), label)
"""
"""Counts examples that do not go with their history."""

_LABELS = ("marketing", "sales", "shared", "neither")


class Writers:
    """Threads that correct examples, add some, and have texts classified."""

    def __init__(self, url: str, token: str, texts: Sequence[str]) -> None:
        """Write nothing yet."""
        self._url, self._token, self._texts = url, token, texts
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.corrected = 0
        """How many corrections were confirmed."""
        self.failures: list[str] = []

    @contextmanager
    def at_work(self, count: int) -> Iterator[None]:
        """Have so many threads write while the body runs."""
        ids = self._example_ids()
        threads = [
            threading.Thread(target=self._write, args=(ids[number::count], number))
            for number in range(count)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _example_ids(self) -> list[int]:
        client, cursor = Client(self._url, self._token), ""
        found: list[int] = []
        while len(found) < 400:
            status, page = client.get(f"examples?limit=100&cursor={cursor}")
            if status != 200:
                raise RuntimeError(f"The examples cannot be listed: {status} {page}")
            found += [one["id"] for one in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        return found

    def _write(self, ids: Sequence[int], number: int) -> None:
        client, chance = Client(self._url, self._token), random.Random(number)  # noqa: S311
        seen: dict[int, str] = {}
        while not self._stop.is_set():
            try:
                self._correct(client, chance.choice(ids), seen, chance)
                self._expect(client.post("classify", {"text": chance.choice(self._texts)}))
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failures.append(repr(error))

    def _correct(
        self, client: Client, pk: int, seen: dict[int, str], chance: random.Random
    ) -> None:
        if pk not in seen:
            seen[pk] = client.get(f"examples/{pk}")[1]["label"]
        label = chance.choice([one for one in _LABELS if one != seen[pk]])
        body = {"label": label, "seen": seen[pk]}
        if self._expect(client.post(f"examples/{pk}/label", body)):
            seen[pk] = label
            with self._lock:
                self.corrected += 1

    def _expect(self, answer: tuple[int, Any]) -> bool:
        if answer[0] != 200:
            self.failures.append(f"{answer[0]} {answer[1]}")
        return answer[0] == 200
