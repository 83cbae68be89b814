"""A site on a disk that is full: what people do there, and what its tables and folders tell."""

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from .api_client import Client
from .findings import Findings
from .full_at import UNSAFE
from .jobs import upload_batch
from .sentences import read_texts
from .served_api import PASSWORD, Served, stop
from .small_disk import ARMED, is_filled, make_room
from .staff_browser import StaffBrowser, superuser
from .trainer import START
from .trainings import Trainings
from .waiting import wait_until
from .workers import start_patched, worker

T = TypeVar("T")
_LONG = 180.0
_IMPORT = "/admin/classifier/exampleimport/"


class FullSite:
    """What the drill does there. This process looks into the site's database."""

    def __init__(self, site: Served, disk: Path, hold: float, *, unsafe: bool) -> None:
        """Log in while there is room."""
        self.disk = disk
        self._site, self._hold, self._unsafe = site, hold, unsafe
        self._staff = superuser(site.url)
        self.trainings = Trainings(site, self._staff)
        self._texts = read_texts()

    def hold(self) -> None:
        """Let the disk be as it is for a while."""
        time.sleep(self._hold)

    @contextmanager
    def worker_at(self, point: str) -> Iterator[None]:
        """Have a worker run that fills the disk at that point."""
        more = [UNSAFE] if self._unsafe else []
        process = start_patched(self._site, "full_at", point, *more)
        try:
            yield
        finally:
            stop([process])

    def stay_full(self, look: Callable[[], T]) -> T:
        """Wait until the disk is full, keep it so for a while, look, and make room."""
        wait_until(lambda: is_filled(self.disk), _LONG)
        self.hold()
        seen = look()
        make_room(self.disk)
        time.sleep(2)  # who could not write how it ended does so now
        return seen

    def log_in(self) -> httpx.Response:
        """Log in anew and return the page that comes of it."""
        with closing(StaffBrowser(self._site.url)) as browser:
            return browser.log_in("drill", PASSWORD)

    def page_after_click(self) -> str:
        """Press “Retrain” and return the page that comes of it."""
        self._staff.get("/admin/")
        return self._staff.post(START).text

    def end_of_training(self, run: int) -> tuple[str, str]:
        """Have a worker run until a training has ended; return its state and error."""
        with worker(self._site):
            wait_until(lambda: not self.trainings.is_under_way(run), _LONG)
        return self.trainings.end_of(run)

    def activate(self, number: int) -> tuple[int, str]:
        """Activate a version through the API; return the status and what was said."""
        path = f"versions/{number}/activate"
        with closing(Client(self._site.url, self._site.token)) as client:
            status, body = client.post(path, {"reason": "a drill"})
        return status, _message(body)

    def upload_batch(self, rows: int) -> tuple[int, str]:
        """Send a file of so many rows; return the status and what was said."""
        lines = "\n".join(self._texts[number % len(self._texts)] for number in range(rows))
        answer = upload_batch(self._site.url, self._site.token, "tasks.txt", lines)
        return answer.status_code, _message(answer.json())

    def end_of_batch(self) -> tuple[str, str]:
        """Have a worker run until the newest batch has ended; return its state and error."""
        from classifier.models import Batch

        with worker(self._site):
            wait_until(lambda: not Batch.objects.latest("created_at").is_under_way, _LONG)
        found = Batch.objects.latest("created_at")
        return found.state, found.error

    def results(self) -> list[str]:
        """Return the names of results of batches that are there."""
        return [path.name for path in (self.disk / "batches").glob("*.result")]

    def upload_import(self) -> httpx.Response:
        """Send a file of examples and return the page with the report on it."""
        lines = "".join(
            f"{number} crates of bananas to be counted,neither\n" for number in range(3000)
        )
        file = ("tasks.csv", f"text,label\n{lines}".encode())
        self._staff.get(f"{_IMPORT}add/")
        return self._staff.post(f"{_IMPORT}add/", files={"file": file})

    def confirm_import(self, report: httpx.Response) -> httpx.Response:
        """Say yes to what the report says."""
        own = report.url.path.removesuffix("change/")
        form = {"near": "take", "conflicting": "keep"}
        return self._staff.post(f"{own}confirm/", form)

    def arm(self) -> None:
        """Have the site fill the disk in the midst of the next import."""
        (self.disk / ARMED).touch()

    def examples(self) -> int:
        """Return how many examples there are."""
        from classifier.models import Example

        return Example.objects.count()

    def back_up(self) -> str:
        """Back up to the disk; return what the command says."""
        try:
            return self._site.manage("backup", str(self.disk))
        except subprocess.CalledProcessError as error:
            return str(error.stderr)

    def forget_work(self) -> None:
        """Let what was begun although it should have been refused not be in the way."""
        from classifier.models import Batch, TrainingRun

        for run in TrainingRun.objects.filter(state__in=TrainingRun.UNDER_WAY):
            self.trainings.give_up(run.pk)
        Batch.objects.filter(state__in=Batch.UNDER_WAY).update(state=Batch.State.CANCELLED)

    def check_database(self, point: str, findings: Findings) -> None:
        """Have SQLite look through its file."""
        with closing(sqlite3.connect(self.disk / "db.sqlite3", timeout=20)) as connection:
            said = ", ".join(row[0] for row in connection.execute("PRAGMA integrity_check(3)"))
        findings.note(f"{point}: integrity_check", said, good=said == "ok")


def _message(body: dict[str, Any]) -> str:
    """Return what an answer says if it is a refusal; a batch has a field of that name too."""
    error = body.get("error")
    return error["message"] if isinstance(error, dict) else ""
