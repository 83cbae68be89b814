"""Look into a served site's tables from the drill, and wait for what should come to stand there."""

import os
import time
from collections.abc import Callable

import django

from .served_api import Served


def look_inside(site: Served) -> None:
    """Have this process use the site's database and folders; once a process."""
    os.environ.update(site.environment)
    django.setup()


def wait_for(found: Callable[[], bool], seconds: float) -> float | None:
    """Return the seconds until `found` is true; None if it is not within so many."""
    began = time.monotonic()
    while True:
        if found():
            return time.monotonic() - began
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.1)
