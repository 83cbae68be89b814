"""Results of batches: streamed in three forms, and their first rows."""

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from classifier.core.scored_rows import FORMS, unpack, write_out
from classifier.exceptions import Conflict, Gone, InvalidInput
from classifier.models import Batch

from .batch_files import result_path
from .batch_rows import result_columns


def result_chunks(batch: Batch, form: str = "csv") -> Iterator[bytes]:
    """Return the result as a file in one of `scored_rows.FORMS`, in chunks.

    It is opened here, so that what is refused is refused before a chunk is sent.

    Raises
    ------
    Conflict
        If the batch is under way, failed or was cancelled.
    Gone
        If the result was removed after its time.
    InvalidInput
        If there is no such form.
    """
    if form not in FORMS:
        raise InvalidInput(f"“{form[:20]}” is no form of a result. Use one of {', '.join(FORMS)}.")
    return _stream(_open(batch), form, result_columns(batch.columns))


def first_rows(batch: Batch, count: int = 20) -> list[dict[str, Any]]:
    """Return the first rows of the result by column; raises what `result_chunks` raises."""
    columns = result_columns(batch.columns)
    with _open(batch) as file:
        return [dict(zip(columns, row, strict=True)) for row in islice(unpack(file), count)]


def _stream(file: IO[bytes], form: str, columns: list[str]) -> Iterator[bytes]:
    with file:
        yield from write_out(form, columns, unpack(file))


def _open(batch: Batch) -> IO[bytes]:
    if batch.is_expired:
        raise _gone()
    if not batch.has_result:
        raise Conflict(f"This batch has no result: it is {batch.get_state_display().lower()}.")
    try:
        return result_path(batch.pk).open("rb")
    except FileNotFoundError as error:  # removed a moment ago
        raise _gone() from error


def _gone() -> Gone:
    return Gone("The result was removed after its time. Upload the file again.")
