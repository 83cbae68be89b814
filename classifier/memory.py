"""What a large piece of work leaves free in memory, given back to the system.

A model and a training take and free much in pieces of all sizes. glibc keeps them for itself, and
with each the process would seem a little larger; other C libraries are left as they are.
"""

import ctypes
import gc
from typing import Any


def trim() -> None:
    """Have the C library return what is free: some milliseconds."""
    give = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give:
        give(0)


def collect_and_trim(**_: Any) -> None:
    """The same once garbage is collected; a receiver of `task_finished`."""
    gc.collect()
    trim()
