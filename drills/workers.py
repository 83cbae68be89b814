"""Workers of a served site as processes of their own: plain, or killed at a named point."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .served_api import ROOT, WORKER, Served, stop


def start_worker(site: Served) -> subprocess.Popen[bytes]:
    """Start a worker as an installation does."""
    return _start(site, WORKER)


def start_patched(site: Served, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a worker through a module of the drills that changes it."""
    return _start(site, [sys.executable, "-m", f"drills.{module}", *arguments])


@contextmanager
def worker(site: Served) -> Iterator[subprocess.Popen[bytes]]:
    """Have a worker run meanwhile."""
    process = start_worker(site)
    try:
        yield process
    finally:
        stop([process])


def _start(site: Served, command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=site.environment)
