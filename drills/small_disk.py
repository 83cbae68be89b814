"""A small disk of a drill's own, which it may fill and empty."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILLER = "filler"
ARMED = "armed"
"""A file that tells a process to fill the disk when it comes to its point."""
_CHUNK = 1 << 12


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of that size at `folder` and yield it; only root may."""
    folder.mkdir(mode=0o700)
    size = f"size={megabytes}m"
    _run("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "--lazy", str(folder))


def fill(disk: Path, *, leave: int = 0) -> None:
    """Fill the disk to the last byte but `leave`."""
    with (disk / FILLER).open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(_CHUNK))
        except OSError:  # it is full
            file.truncate(max(0, file.tell() - leave))


def make_room(disk: Path) -> None:
    """Take away what filled it."""
    (disk / FILLER).unlink(missing_ok=True)


def is_filled(disk: Path) -> bool:
    """Return whether the disk is filled."""
    return (disk / FILLER).exists()


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
