"""The site, whose disk is full in the midst of the next import once `DRILL_DISK` holds `armed`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mvsite.wsgi import application

from .full_at import fill_now
from .patching import replace
from .small_disk import ARMED

__all__ = ["application"]


def _full_once(real: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **more: Any) -> Any:
        armed = Path(os.environ["DRILL_DISK"]) / ARMED
        if armed.exists():
            armed.unlink()
            fill_now()
        return real(*arguments, **more)

    return wrapped


replace("services.import_save", "link_facets", _full_once)
