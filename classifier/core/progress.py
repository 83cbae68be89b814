"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the stage in words, the steps done and the steps in all."""


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Take a progress report and do nothing."""
