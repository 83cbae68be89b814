"""An empty folder in which documented commands are run, as on a machine that has nothing yet."""

import hashlib
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from .served_api import ROOT, free_port, wait_until_ready

_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "PYTHON")
_ARCHIVE = re.compile(r"/backups/\S+\.tar\.gz")


class EmptyMachine:
    """A folder, an environment that says nothing of another site, and an empty database."""

    def __init__(self, folder: Path, *, database: str, backup: Path) -> None:
        """Make the folder; `database` is that of PostgreSQL, or empty for SQLite in the clone."""
        folder.mkdir()
        self._folder, self._site, self._backup = folder, folder / "mvsite", backup
        self._database, self._port = database, free_port()
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if name in _KEPT or name.lower().startswith(("pip_", "uv_", "http", "no_proxy"))
        }
        self._environment["PORT"] = str(self._port)
        if database:
            self._environment["DATABASE_URL"] = database

    def do(self, commands: Sequence[str]) -> str:
        """Run commands of the guide one after the other in one shell, and return what they print.

        Raises CalledProcessError at the first that fails.
        """
        lines = [self._filled_in(command) for command in commands]
        print("\n".join(f"$ {line}" for line in lines), flush=True)
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", "\n".join(lines)],
            cwd=self._folder, env=self._environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    @contextmanager
    def running(self, command: str) -> Iterator[str]:
        """Run the command that serves the site; yield its address once it is ready."""
        print(f"$ {command}", flush=True)
        process = subprocess.Popen(
            ["/bin/sh", "-c", command], cwd=self._site, env=self._environment,
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        url = f"http://127.0.0.1:{self._port}"
        try:
            wait_until_ready(f"{url}/readyz", 120)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()

    def count_rows(self, tables: Mapping[str, str], labels: Iterable[str]) -> dict[str, int]:
        """Return how many rows there are by label; `tables` says in which table."""
        return {
            label: self.count(f"SELECT count(*) FROM {tables[label]}")  # noqa: S608
            for label in labels
        }

    def active_version(self) -> int:
        """Return the number of the active version."""
        return self.count("SELECT max(number) FROM classifier_modelversion WHERE is_active")

    def count(self, query: str) -> int:
        """Return the one number that a query finds."""
        if self._database:
            with psycopg.connect(self._database) as connection:
                row = connection.execute(query.encode()).fetchone()
        else:
            with closing(sqlite3.connect(self._site / "data/db.sqlite3")) as database:
                row = database.execute(query).fetchone()
        return int(row[0]) if row else 0

    def model_files(self) -> dict[str, str]:
        """Return the SHA-256 of the model files by the version's number."""
        return {
            path.stem.removeprefix("model-"): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (self._site / "data/models").glob("model-*.joblib")
        }

    def _filled_in(self, command: str) -> str:
        """Put what is ours where the guide leaves a gap."""
        head = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
        release = subprocess.run(head, capture_output=True, text=True, check=True).stdout.strip()
        command = command.replace("…", str(ROOT)).replace(
            "<the release that made the backup>", f"--quiet {release}"
        )
        return _ARCHIVE.sub(str(self._backup), command)
