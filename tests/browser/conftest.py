"""A whole installation of its own: set up, served and worked by real processes."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from drills.served_api import free_port, wait_until_ready

from ..corpus import FIXTURES

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "a password for the browser"
SCREENSHOTS = ROOT / "screenshots"
EVERY = 9
"""One domain in so many is taught: three whole trainings on all take longer than all else here."""
NAMED = {"winery"}
"""Domains whose sentences the tests name."""


@dataclass
class Site:
    """A running site and the processes behind it."""

    url: str
    environment: dict[str, str]
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    console: list[str] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def start_worker(self) -> None:
        command = [sys.executable, "manage.py", "worker", "--interval", "0.2"]
        self.worker = subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def kill_worker(self) -> None:
        assert self.worker
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run `manage.py setup`, gunicorn and a worker on a database file of their own.

    It is taught the vocabulary and some of the sentences.
    """
    data = tmp_path_factory.mktemp("site")
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mvsite.settings",
        "DATA_DIR": str(data),
        "STATIC_ROOT": str(data / "static"),
        "ADMIN_PASSWORD": PASSWORD,
        "LOG_LEVEL": "WARNING",
        "REMEMBERED_SECONDS": "0",  # what one process was told, the other knows at the next request
    }
    environment.pop("DATABASE_URL", None)
    site = Site(f"http://127.0.0.1:{port}", environment)
    site.manage("setup", "--fixtures", str(some_fixtures(tmp_path_factory.mktemp("fixtures"))))
    options = ["--workers=2", "--threads=4", "--no-control-socket", f"--bind=127.0.0.1:{port}"]
    command = [str(BIN / "gunicorn"), "mvsite.wsgi", *options]
    site.web = subprocess.Popen(command, cwd=ROOT, env=environment)
    site.start_worker()
    wait_until_ready(f"{site.url}/readyz", seconds=120)
    yield site
    for process in (site.web, site.worker):
        if process and process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def some_fixtures(folder: Path) -> Path:
    """Copy the fixtures to `folder`, but of the sentences only some domains, and return it."""
    shutil.copy(FIXTURES / "vocabulary.json", folder)
    rows = json.loads((FIXTURES / "tasks.json").read_text(encoding="utf-8"))
    kept = {*sorted({row["domain"] for row in rows})[::EVERY], *NAMED}
    some = [row for row in rows if row["domain"] in kept]
    (folder / "tasks.json").write_text(json.dumps(some), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium where there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    found_here = {"executable_path": path} if path else {}
    return {**browser_type_launch_args, "args": flags, **found_here}


@pytest.fixture
def visitor(site: Site, page: Page) -> Iterator[Page]:
    """A visitor on the front page; the console must stay silent."""
    page.on("console", lambda message: site.console.append(message.text))
    page.on("pageerror", lambda error: site.console.append(str(error)))
    site.console.clear()
    page.goto(site.url)
    yield page
    assert not site.console


@pytest.fixture
def curator(site: Site, visitor: Page) -> Page:
    """Somebody logged in to the admin."""
    visitor.goto(f"{site.url}/admin/")
    visitor.fill("#id_username", "admin")
    visitor.fill("#id_password", PASSWORD)
    visitor.click("input[type=submit]")
    return visitor


def picture(page: Page, name: str) -> None:
    """Keep screenshots of the page at desk and phone width, for a look."""
    SCREENSHOTS.mkdir(exist_ok=True)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True, caret="initial")
