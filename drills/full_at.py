"""Fill the disk at a named point of a process's work; the worker is `drills.full_at POINT`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from .patching import do_before, replace
from .small_disk import fill

UNSAFE = "unsafe"
"""Said behind the point: files are then written under their own name at once."""


def fill_now() -> None:
    """Fill the disk of the drill."""
    fill(Path(os.environ["DRILL_DISK"]))


def fill_nearly() -> None:
    """Leave room for a part of a model file."""
    fill(Path(os.environ["DRILL_DISK"]), leave=1 << 16)


POINTS: dict[str, Callable[[], None]] = {
    "before a training": lambda: do_before("services.training", "run_training", fill_now),
    "in the middle of its file": lambda: do_before("services.training", "write_file", fill_nearly),
    "during a batch": lambda: do_before("services.batch_scoring", "score_rows", fill_now, nth=3),
}
"""Where a worker may be."""


def _write_unsafe(real: Any) -> Callable[[Path, bytes], None]:
    def write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb", buffering=0) as file:
            while content:
                content = content[file.write(content) :]

    return write


def main() -> None:
    """Work, and fill the disk when the point is reached."""
    django.setup()
    point, *more = sys.argv[1:]
    if UNSAFE in more:
        replace("model_storage", "write_whole", _write_unsafe)
    POINTS[point]()
    call_command("worker", interval=0.2, startup_delay=False)


if __name__ == "__main__":
    main()
