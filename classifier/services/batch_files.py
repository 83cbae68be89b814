"""Where the files of batches are: named by the id alone, readable by their owner alone.

<id>.new           being checked, by a request
<id>.rows          the rows to score, checked
<id>.<attempt>.part  the result as far as it is, by the worker's attempt
<id>.result        the result, complete
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO
from uuid import UUID

from classifier import conf
from classifier.exceptions import OutOfSpace

_CHUNK = 1 << 20
_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?:new|rows|result|\d+\.part)")


def folder() -> Path:
    """Return the folder of the files; it is made if it is missing."""
    path = conf.batch_dir()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_path(batch_id: UUID) -> Path:
    """Return where the rows of a new file are written while they are checked."""
    return folder() / f"{batch_id}.new"


def rows_path(batch_id: UUID) -> Path:
    """Return where the rows to score are."""
    return folder() / f"{batch_id}.rows"


def part_path(batch_id: UUID, attempt: int) -> Path:
    """Return where an attempt writes."""
    return folder() / f"{batch_id}.{attempt}.part"


def result_path(batch_id: UUID) -> Path:
    """Return where the complete result is."""
    return folder() / f"{batch_id}.result"


def open_private(path: Path, mode: str) -> IO[bytes]:
    """Open a file for writing; one that is new is its owner's alone."""
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))


def sync(file: IO[bytes]) -> None:
    """Have what was written reach the disk."""
    file.flush()
    os.fsync(file.fileno())


def copy_head(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy the first `size` bytes of a file that has at least so many."""
    while size:
        chunk = source.read(min(size, _CHUNK))
        target.write(chunk)
        size -= len(chunk)


def publish(source: Path, target: Path) -> None:
    """Give a complete file its name, so that it is there whole or not at all."""
    source.replace(target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def files_of(batch_id: UUID) -> list[Path]:
    """Return the files that there are of a batch."""
    return list(folder().glob(f"{batch_id}.*"))


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files; one that is gone already is well gone."""
    for path in paths:
        path.unlink(missing_ok=True)


def batch_id_of(path: Path) -> UUID | None:
    """Return the batch to which a file belongs; None if it is no file or its name not ours."""
    named = _NAME.fullmatch(path.name)
    return UUID(named[1]) if named and path.is_file() else None


def no_room(error: OSError) -> OutOfSpace:
    """Return the refusal for a file that could not be written."""
    return OutOfSpace(
        f"The server cannot keep the file: {error.strerror or error}. Nothing was kept. "
        "Try again later, or tell whoever runs the site."
    )
