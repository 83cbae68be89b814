"""What a large piece of work leaves free in memory, given back to the system."""

import ctypes
import gc
from typing import Any


def give_back(**_: Any) -> None:
    """Collect garbage and have the C library return what is free; a receiver of `task_finished`.

    A training takes and frees much in pieces of all sizes. glibc keeps them for itself, and with
    each training the process would seem a little larger; other C libraries are left as they are.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
