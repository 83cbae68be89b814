"""PostgreSQL and Redis of a drill's own, which it may stop as it likes."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .served_api import free_port
from .waiting import wait_until

_POSTGRES = "postgres"
"""The account that PostgreSQL runs as where we are root: it refuses to run as that."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server of our own with an empty database, whose address is as DATABASE_URL has it."""

    url: str
    _data: Path
    _log: Path

    def restart(self) -> None:
        """End it as a crash would, start it, and wait until it is ready."""
        self._control("--mode=immediate", "restart")

    def stop(self) -> None:
        """End it as a crash would."""
        self._control("--mode=immediate", "stop")

    def start(self) -> None:
        """Start it again as it was, and wait until it is ready."""
        options = (self._data / "postmaster.opts").read_text().split('"')[1::2]
        self._control(f"--options={' '.join(options)}", "start")

    def _control(self, *arguments: str) -> None:
        _run("pg_ctl", f"--pgdata={self._data}", f"--log={self._log}", "--wait", *arguments)


@contextmanager
def own_postgres(*, host: str = "127.0.0.1", networks: Sequence[str] = ()) -> Iterator[str]:
    """Yield the address of an empty database on a server of our own, as DATABASE_URL has it.

    It listens on `host`, and lets in whoever comes from there or from `networks`.
    """
    with restartable_postgres(host=host, networks=networks) as server:
        yield server.url


@contextmanager
def restartable_postgres(
    *, host: str = "127.0.0.1", networks: Sequence[str] = ()
) -> Iterator[Postgres]:
    """Yield what `own_postgres` does as a server that can be restarted."""
    port = free_port(host)
    with tempfile.TemporaryDirectory(prefix="drill-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, _POSTGRES)
        data = folder / "data"
        _run("initdb", f"--pgdata={data}", "--auth=trust", f"--username={_POSTGRES}", "--no-sync")
        with (data / "pg_hba.conf").open("a") as file:
            file.writelines(f"host all all {one} trust\n" for one in networks)
        options = f"-c listen_addresses={host} -c port={port} -c unix_socket_directories={folder}"
        log = f"--log={folder / 'log'}"
        _run("pg_ctl", f"--pgdata={data}", log, f"--options={options}", "--wait", "start")
        try:
            _run(
                "createdb", f"--host={folder}", f"--port={port}", f"--username={_POSTGRES}", "site"
            )
            url = f"postgresql://{_POSTGRES}@{host}:{port}/site"
            yield Postgres(url, data, folder / "log")
        finally:
            _run("pg_ctl", f"--pgdata={data}", "--mode=immediate", "--wait", "stop")


class OwnRedis:
    """A Redis of our own, which keeps nothing and is at the same address whenever it runs."""

    def __init__(self, folder: Path, host: str) -> None:
        """Start it."""
        self._folder, self._host, self._port = folder, host, free_port(host)
        self.url = f"redis://{host}:{self._port}/0"
        """Its address, as CACHE_URL has it."""
        self.start()

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        where = ["--port", str(self._port), "--bind", self._host, "--dir", str(self._folder)]
        command = [_program("redis-server"), *where, "--save", "", "--protected-mode", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        ping = [_program("redis-cli"), "-h", self._host, "-p", str(self._port), "ping"]
        wait_until(lambda: b"PONG" in subprocess.run(ping, capture_output=True).stdout, 5)  # noqa: PLW1510

    def stop(self) -> None:
        """Stop it: nothing listens at its address."""
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        self._process.wait()

    def hang(self) -> None:
        """Let it take connections and say nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def own_redis(*, host: str = "127.0.0.1") -> Iterator[OwnRedis]:
    """Yield an empty Redis of our own."""
    with tempfile.TemporaryDirectory(prefix="drill-redis-") as folder:
        server = OwnRedis(Path(folder), host)
        try:
            yield server
        finally:
            server.stop()


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; raises CalledProcessError, having shown what it said."""
    user = _POSTGRES if os.geteuid() == 0 else None
    home = pwd.getpwnam(user).pw_dir if user else None
    subprocess.run(
        [_program(program), *arguments],
        user=user, group=user, cwd=home, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _program(name: str) -> str:
    """Return the path of a program; PostgreSQL's are often beside no PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(beside[-1]) if beside else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed")
    return found
