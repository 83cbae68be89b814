"""A small installation of its own, served by gunicorn, for drills and tests of the API."""

import csv
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BIN = Path(sys.executable).parent
_DOMAINS = ("software", "insurance", "law", "public relations", "telesales", "sales management")
PASSWORD = "a long drill of passwords"  # noqa: S105 - of a site that lives for minutes
WORKER = [sys.executable, "manage.py", "worker", "--interval", "0.2"]
_PROGRAM = f"""
from django.contrib.auth.models import User
from classifier.models.api_token import Scope
from classifier.services.api_tokens import create_token
user, _ = User.objects.get_or_create(username="drill", is_superuser=True, is_staff=True)
user.set_password("{PASSWORD}")
user.save()
print(create_token(user=user, name="drill", scopes=Scope.values).secret)
"""


@dataclass(frozen=True, slots=True)
class Served:
    """Where the site is, and a token of a superuser with every scope."""

    url: str
    token: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a command of the site and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout


@contextmanager
def served(
    data: Path,
    *,
    worker: bool = False,
    settings: Mapping[str, str] | None = None,
    whole: bool = False,
    app: str = "mvsite.wsgi",
) -> Iterator[Served]:
    """Set up a site in `data`, serve it with two processes of `app`, stop it after.

    `settings` are environment variables. `whole` as in `install`.
    """
    environment = environment_of(data, settings)
    token = install(environment, data, whole=whole)
    with serving(environment, token, worker=worker, app=app) as site:
        yield site


@contextmanager
def serving(
    environment: dict[str, str], token: str = "", *, worker: bool = False, app: str = "mvsite.wsgi"
) -> Iterator[Served]:
    """Serve a site that is set up with two processes of `app`, and stop them after."""
    port = free_port()
    site = Served(f"http://127.0.0.1:{port}", token, environment)
    commands = [web_command(f"127.0.0.1:{port}", app=app)]
    if worker:
        commands.append(WORKER)
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in commands]
    try:
        wait_until_ready(f"{site.url}/readyz")
        yield site
    finally:
        stop(processes)


def environment_of(data: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a site whose files and SQLite database are in `data`.

    `settings` are environment variables that come on top.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mvsite.settings",
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
        "MODEL_DIR": str(data / "models"),
        "STATIC_ROOT": str(data / "static"),
        "LOG_LEVEL": "ERROR",
        "TARGET_ACCURACY": "0.8",
        **(settings or {}),
    }


def install(environment: dict[str, str], folder: Path, *, whole: bool = False) -> str:
    """Make tables, examples, a first model and a superuser; return that one's token.

    The examples are a small corpus, or the `whole` seed. The superuser is `drill`, with the
    password `PASSWORD`.
    """
    site = Served("", "", environment)
    if whole:
        site.manage("setup")
    else:
        site.manage("migrate", "--verbosity=0")
        site.manage("collectstatic", "--noinput", "--verbosity=0")
        site.manage("import_examples", str(_write_corpus(folder)))
        site.manage("train", "--fast", "--activate")
    return site.manage("shell", "--verbosity=0", "-c", _PROGRAM).split()[-1]


def web_command(bind: str, *options: str, app: str = "mvsite.wsgi") -> list[str]:
    """Return the command of two processes that serve the site at `bind`."""
    kept = ["--workers=2", "--threads=4", "--no-control-socket", f"--bind={bind}", *options]
    return [str(_BIN / "gunicorn"), app, *kept]


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Tell processes to stop, and wait until they have."""
    for process in processes:
        process.terminate()
    for process in processes:
        wait_for_end(process)


def wait_for_end(process: subprocess.Popen[bytes], seconds: float = 40) -> None:
    """Wait until a process has ended; end it if it does not."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _write_corpus(folder: Path) -> Path:
    """Write some four hundred of the project's sentences as a file to import."""
    rows = json.loads((ROOT / "fixtures" / "tasks.json").read_text(encoding="utf-8"))
    path = folder / "corpus.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ("text", "label", "domain"), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row for row in rows if row["domain"] in _DOMAINS)
    return path


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port of `host`, which is this machine, that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(url: str, seconds: float = 60) -> None:
    """Wait until `url` answers 200; raises TimeoutError after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:  # refused, or too slow as yet
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} was not ready in {seconds} s")
