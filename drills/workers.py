"""Workers of a served site as processes of their own: plain, or killed at a named point."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .served_api import ROOT, Served, wait_for_end


def start_worker(site: Served) -> subprocess.Popen[bytes]:
    """Start a worker as an installation does."""
    return _start(site, "manage.py", "worker", "--interval", "0.2")


def start_patched(site: Served, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a worker through a module of the drills that changes it."""
    return _start(site, "-m", f"drills.{module}", *arguments)


@contextmanager
def worker(site: Served) -> Iterator[subprocess.Popen[bytes]]:
    """Have a worker run meanwhile."""
    process = start_worker(site)
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a worker to end, and wait for it."""
    process.terminate()
    wait_for_end(process)


def _start(site: Served, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=site.environment)
