"""Wait for what should come to be."""

import time
from collections.abc import Callable


def wait_for(happened: Callable[[], bool], seconds: float, *, pause: float = 0.1) -> float | None:
    """Return the seconds until `happened`; None if it does not within so many."""
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(pause)
    return time.monotonic() - began


def wait_until(happened: Callable[[], bool], seconds: float, *, pause: float = 0.1) -> None:
    """Wait until `happened`; raises TimeoutError after so many seconds."""
    if wait_for(happened, seconds, pause=pause) is None:
        raise TimeoutError(f"It did not happen in {seconds:.0f} s")
