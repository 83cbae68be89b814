"""Trainings asked for in the admin, as people do, and waited for."""

import time
from collections.abc import Sequence

from .api_client import Client
from .served_api import PASSWORD
from .staff_browser import StaffBrowser

START = "/admin/classifier/trainingrun/start/"


class Trainer:
    """Adds examples, presses “Retrain” and waits until there is another version."""

    def __init__(self, url: str, token: str) -> None:
        """Log in at the site as the drill's superuser."""
        self._client = Client(url, token)
        self._browser = StaffBrowser(url)
        page = self._browser.log_in("drill", PASSWORD)
        if page.url.path != "/admin/":
            raise RuntimeError(f"The login failed: {page.status_code} {page.url}")

    def newest(self) -> int:
        """Return the number of the newest version."""
        _, page = self._client.get("versions?limit=1")
        number: int = page["items"][0]["number"]
        return number

    def start(self, texts: Sequence[str]) -> None:
        """Add `texts` as examples of neither team, so that something changed, and retrain."""
        for text in texts:
            self._client.post("examples", {"text": text, "label": "neither"})
        page = self._browser.post(START)
        if not page.url.path.endswith("/progress/"):
            raise RuntimeError(f"No training was started: {page.status_code} {page.url}")

    def train(self, texts: Sequence[str], *, seconds: float = 900) -> int:
        """Retrain with `texts` and return the new version's number; TimeoutError if none comes."""
        before = self.newest()
        self.start(texts)
        deadline = time.monotonic() + seconds
        while self.newest() == before:
            if time.monotonic() > deadline:
                raise TimeoutError(f"There was no new version in {seconds} s")
            time.sleep(0.5)
        return self.newest()
