"""How far a command is with a file: kept beside the result, so that the next run goes on there.

OUT.part        the rows scored so far
OUT.part.json   of which input, by which version, and how many rows and bytes are safe
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from classifier.exceptions import Conflict, InvalidInput

from .batch_files import publish, sync

_HEAD = 1 << 20


@dataclass(slots=True, kw_only=True)
class Checkpoint:
    """What is safe on the disk."""

    input: dict[str, object]
    """Size, time and hash of the head of the input."""
    version: int
    sha256: str
    """Of the version's file: another database may have another version of that number."""
    columns: list[str]
    total: int
    """Rows of the input."""
    rows: int = 0
    bytes: int = 0


def identify(file: IO[bytes]) -> dict[str, object]:
    """Return what tells an open file from another, or from itself after a change."""
    status = os.fstat(file.fileno())
    head = hashlib.sha256(file.read(_HEAD)).hexdigest()
    file.seek(0)
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "head": head}


def part_of(out: Path) -> Path:
    """Return where the rows are until all are scored."""
    return out.with_name(f"{out.name}.part")


def checkpoint_of(out: Path) -> Path:
    """Return where the checkpoint is."""
    return out.with_name(f"{out.name}.part.json")


def find_checkpoint(out: Path, identity: dict[str, object]) -> Checkpoint | None:
    """Return the checkpoint of an earlier run on the same input; None if there is none.

    Raises InvalidInput if it is of another input, or its rows are not there.
    """
    path = checkpoint_of(out)
    if not path.exists():
        return None
    try:
        found = Checkpoint(**json.loads(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise _unusable(path, "cannot be read") from error
    if found.input != identity:
        raise _unusable(path, "is of another input, or the input was changed since")
    part = part_of(out)
    if not part.exists() or part.stat().st_size < found.bytes:
        raise _unusable(path, "has lost its rows")
    return found


def store(checkpoint: Checkpoint, out: Path) -> None:
    """Write the checkpoint, whole or not at all."""
    new = out.with_name(f"{out.name}.part.json.new")
    with new.open("wb") as file:
        file.write(json.dumps(asdict(checkpoint)).encode())
        sync(file)
    publish(new, checkpoint_of(out))


@contextmanager
def open_part(out: Path, size: int) -> Iterator[IO[bytes]]:
    """Open the rows for writing on after `size` bytes; raises Conflict if another run has them."""
    handle = os.open(part_of(out), os.O_RDWR | os.O_CREAT, 0o666)
    with os.fdopen(handle, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"Another run writes {out} already. Wait for it to end.") from error
        file.truncate(size)
        file.seek(size)
        yield file


def _unusable(path: Path, why: str) -> InvalidInput:
    return InvalidInput(f"{path} {why}. Give --restart to begin anew.")
