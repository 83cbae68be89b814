"""A file of tasks checked as a whole, and kept as the rows that are to be scored."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from classifier.core.errors import TableError, TooMuchError, WrongKindError
from classifier.core.scored_rows import pack
from classifier.core.task_files import Columns, Task, TaskLimits, read_tasks, refuse_other_name
from classifier.exceptions import InvalidInput, ServiceError, TooLarge, UnsupportedFile

from .batch_files import (
    files_of,
    new_path,
    no_room,
    open_private,
    publish,
    remove_files,
    rows_path,
    sync,
)

UPLOAD = TaskLimits(size=10_000_000, rows=50_000, characters=50_000_000)
"""What may be uploaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a file held that was checked and kept."""

    format: str
    columns: list[str]
    total: int
    """Rows to score."""


def take_in(*, file: IO[bytes], name: str, batch_id: UUID) -> Intake:
    """Check the whole file and keep its rows under the id; `name` is the name it was sent under.

    Raises, with nothing kept, InvalidInput naming rows, TooLarge, UnsupportedFile, or OutOfSpace.
    """
    new = new_path(batch_id)
    try:
        refuse_other_name(file, name)
        with open_private(new, "xb") as kept:
            intake = _copy_rows(file, name, kept)
            sync(kept)
        publish(new, rows_path(batch_id))
    except TableError as error:
        raise refusal_of(error) from error
    except OSError as error:
        raise no_room(error) from error
    finally:
        remove_files([new])
    return intake


def discard(batch_id: UUID) -> None:
    """Remove what was taken in."""
    remove_files(files_of(batch_id))


def refusal_of(error: TableError) -> ServiceError:
    """Return the refusal for a file that cannot be read."""
    if isinstance(error, WrongKindError):
        return UnsupportedFile(str(error))
    if isinstance(error, TooMuchError):
        return TooLarge(str(error))
    return InvalidInput(str(error))


def kept_rows(batch_id: UUID, *, after: int) -> Iterator[Task]:
    """Yield the rows that were kept, but for the first `after`."""
    with rows_path(batch_id).open("rb") as file:
        for count, line in enumerate(file, start=1):
            if count > after:
                yield Task(*json.loads(line))


def _copy_rows(file: IO[bytes], name: str, kept: IO[bytes]) -> Intake:
    kind, tasks = read_tasks(file, name=name, limits=UPLOAD)
    columns, total = Columns({}), 0
    for task in tasks:
        total += 1
        columns.meet(task)
        kept.write(pack([task.number, task.cells]))
    return Intake(format=kind, columns=list(columns.names), total=total)
