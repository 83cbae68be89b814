"""A worker that kills itself at a named point of a training; `python -m drills.killed_at POINT`."""

import os
import signal
import sys
from collections.abc import Callable

import django
from django.core.management import call_command

from .patching import do_after, do_before, replace

UNWATCHED = "unwatched"
"""No point: a worker that lives, but never looks for work whose worker is gone."""


def die() -> None:
    """End this process at once, as the kernel ends one that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(module: str, name: str, *, nth: int = 1) -> Callable[[], None]:
    """Return what makes this process die before the nth call of a function."""
    return lambda: do_before(module, name, die, nth=nth)


def after(module: str, name: str) -> Callable[[], None]:
    """Return what makes this process die when a function has done its work."""
    return lambda: do_after(module, name, die)


def die_half_written() -> None:
    """Let half of a model file's bytes be written and go no further."""
    replace(
        "model_storage",
        "write_whole",
        lambda real: lambda path, content: real(path, content[: len(content) // 2]),
    )
    do_before("core.artifacts", "os.fsync", die)


BEFORE_THE_RUN, AFTER_THE_RUN = "before the run is claimed", "after the commit"
POINTS: dict[str, Callable[[], None]] = {
    BEFORE_THE_RUN: before("services.training", "run_training"),
    "after the run is claimed": before("services.training", "Heartbeat"),
    "before the snapshot": before("services.training", "take_snapshot"),
    "half-way through the snapshot": before("services.snapshot", "LabelledText", nth=200),
    "before the fit": before("core.training", "score_out_of_fold"),
    "in the middle of the fit": before("core.training", "build_pipeline"),
    "while it is judged": before("core.training", "evaluate"),
    "half-way through the file": die_half_written,
    "before the file has its name": before("core.artifacts", "os.fsync"),
    "after the file, before the row": before("services.training", "_judge_active"),
    "after the row, before the commit": after("services.training", "end_run"),
    AFTER_THE_RUN: after("services.training", "_register"),
}


def main() -> None:
    """Work until the point is reached."""
    django.setup()
    if sys.argv[1] == UNWATCHED:
        replace("management.commands.worker", "_watch", lambda real: lambda: None)
    else:
        POINTS[sys.argv[1]]()
    call_command("worker", interval=0.2, startup_delay=False)


if __name__ == "__main__":
    main()
