"""Trainings asked for in the admin, as people do, and waited for."""

from collections.abc import Sequence

from .api_client import Client
from .staff_browser import superuser
from .waiting import wait_for

START = "/admin/classifier/trainingrun/start/"


class Trainer:
    """Adds examples, presses “Retrain” and waits until there is another version."""

    def __init__(self, url: str, token: str) -> None:
        """Log in at the site as the drill's superuser."""
        self._client = Client(url, token)
        self._browser = superuser(url)

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
        if wait_for(lambda: self.newest() != before, seconds, pause=0.5) is None:
            raise TimeoutError(f"There was no new version in {seconds} s")
        return self.newest()
