"""PostgreSQL and Redis of a drill's own, which it may stop as it likes."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .served_api import free_port

_POSTGRES = "postgres"
"""The account that PostgreSQL runs as where we are root: it refuses to run as that."""


@contextmanager
def own_postgres(*, host: str = "127.0.0.1", networks: Sequence[str] = ()) -> Iterator[str]:
    """Yield the address of an empty database on a server of our own, as DATABASE_URL has it.

    It listens on `host`, and lets in whoever comes from there or from `networks`.
    """
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
            yield f"postgresql://{_POSTGRES}@{host}:{port}/site"
        finally:
            _run("pg_ctl", f"--pgdata={data}", "--mode=immediate", "--wait", "stop")


@contextmanager
def own_redis(*, host: str = "127.0.0.1") -> Iterator[str]:
    """Yield the address of an empty Redis of our own, as CACHE_URL has it."""
    port = free_port(host)
    options = ["--port", str(port), "--bind", host, "--save", "", "--protected-mode", "no"]
    with tempfile.TemporaryDirectory(prefix="drill-redis-") as folder:
        process = subprocess.Popen(
            [_program("redis-server"), *options, "--dir", folder], stdout=subprocess.DEVNULL
        )
        try:
            _wait_for_redis(host, port)
            yield f"redis://{host}:{port}/0"
        finally:
            process.terminate()
            process.wait()


def _wait_for_redis(host: str, port: int) -> None:
    command = [_program("redis-cli"), "-h", host, "-p", str(port), "ping"]
    for _ in range(100):
        if subprocess.run(command, capture_output=True, check=False).stdout.strip() == b"PONG":
            return
        time.sleep(0.05)
    raise TimeoutError("Redis did not start")


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
