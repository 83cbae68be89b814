"""A file scored by command: streamed, or into a file that a second run completes.

The input is checked as a whole first. All rows are by one version, a second run's too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from classifier.core import Model
from classifier.core.errors import TableError
from classifier.core.labels import Outcome
from classifier.core.progress import Progress
from classifier.core.scored_rows import Row, csv_line, json_line, pack, unpack, write_workbook
from classifier.core.task_files import Columns, Task, TaskLimits, read_tasks
from classifier.exceptions import NotReady
from classifier.models import ModelVersion

from . import registry
from .answer_counts import count_answers
from .batch_files import publish, sync
from .batch_rows import outcome_of, result_columns, score_rows
from .file_checkpoint import (
    Checkpoint,
    checkpoint_of,
    find_checkpoint,
    identify,
    open_part,
    part_of,
    store,
)

AT_ONCE = 5_000
"""Rows between two checkpoints."""

SUFFIXES = (".csv", ".xlsx", ".jsonl")
MAX_SHEET = 1_048_575
"""Rows of a sheet below its header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An input that can be read twice."""

    file: IO[bytes]
    name: str
    is_kept: bool = True
    """Whether a second run finds it again; standard input is gone."""


def score_to_file(source: Source, out: Path, *, restart: bool, progress: Progress) -> int:
    """Score every row of a file into `out`, in the form its suffix names; return the version.

    A run that was killed goes on where it was when it is called again, unless `restart`; the
    file appears under its name only when it is complete.

    Raises
    ------
    TableError
        If the input cannot be used, or the suffix is none of `SUFFIXES`.
    InvalidInput
        If an earlier run began another input.
    Conflict
        If another run writes the same file.
    NotReady
        If no model can answer, or the version of the earlier run is gone.
    """
    form = _form(out)
    if out.is_dir():
        raise IsADirectoryError(f"{out} is a folder. Name a file in it.")
    identity = identify(source.file) if source.is_kept else {}
    checkpoint = None if restart or not identity else find_checkpoint(out, identity)
    if checkpoint is None:
        checkpoint = _begin(source, form, identity, progress)
    model = _pinned(checkpoint)
    with open_part(out, checkpoint.bytes) as part:
        if not checkpoint.bytes:
            part.write(_header(form, checkpoint.columns))
        for rows in _score_on(source, model, checkpoint, progress):
            part.writelines(_lines(form, checkpoint.columns, rows))
            sync(part)
            checkpoint = replace(checkpoint, rows=checkpoint.rows + len(rows), bytes=part.tell())
            if identity:
                store(checkpoint, out)
        _finish(out, form, checkpoint)
    return checkpoint.version


def score_to_stream(source: Source, out: IO[bytes], *, progress: Progress) -> int:
    """Score every row of a file to a stream, as CSV; return the version. Raises as above."""
    checkpoint = _begin(source, ".csv", {}, progress)
    out.write(_header(".csv", checkpoint.columns))
    for rows in _score_on(source, _pinned(checkpoint), checkpoint, progress):
        out.writelines(_lines(".csv", checkpoint.columns, rows))
    out.flush()
    return checkpoint.version


def _form(out: Path) -> str:
    form = out.suffix.lower()
    if form not in SUFFIXES:
        raise TableError(f"“{form}” cannot be written. Use one of {', '.join(SUFFIXES)}.")
    return form


def _begin(
    source: Source, form: str, identity: dict[str, object], progress: Progress
) -> Checkpoint:
    """Read the whole input to check it, and pin the active version."""
    version = registry.active_model().version
    columns, total = Columns({}), 0
    for task in _tasks(source):
        total += 1
        columns.meet(task)
        if total % AT_ONCE == 0:
            progress("Checking", total, 0)
    if form == ".xlsx" and total > MAX_SHEET:
        raise TableError(f"A sheet holds {MAX_SHEET:,} rows, the file {total:,}. Write a CSV file.")
    return Checkpoint(
        input=identity,
        version=version.number,
        sha256=version.sha256,
        columns=list(columns.names),
        total=total,
    )


def _tasks(source: Source) -> Iterator[Task]:
    source.file.seek(0)
    return read_tasks(source.file, name=source.name, limits=TaskLimits())[1]


def _pinned(checkpoint: Checkpoint) -> Model:
    version = ModelVersion.objects.filter(
        number=checkpoint.version, sha256=checkpoint.sha256
    ).first()
    if version is None:
        raise NotReady(
            f"Version {checkpoint.version}, by which the first rows were scored, is not here. "
            "Give --restart to begin anew."
        )
    return registry.load_usable(version)


def _score_on(
    source: Source, model: Model, checkpoint: Checkpoint, progress: Progress
) -> Iterator[list[Row]]:
    """Yield the rows after the checkpoint, scored, in chunks."""
    done, total = checkpoint.rows, checkpoint.total
    version = ModelVersion.objects.only("pk").get(number=checkpoint.version)
    tasks = islice(_tasks(source), done, None)
    progress("Scoring", done, total)
    while chunk := list(islice(tasks, AT_ONCE)):
        rows = score_rows(model, checkpoint.version, checkpoint.columns, chunk)
        yield rows
        done += len(rows)
        count_answers((version.pk, Outcome(outcome_of(row))) for row in rows)
        progress("Scoring", done, total)


def _header(form: str, columns: list[str]) -> bytes:
    return csv_line(result_columns(columns)) if form == ".csv" else b""


def _lines(form: str, columns: list[str], rows: list[Row]) -> Iterator[bytes]:
    if form == ".csv":
        return map(csv_line, rows)
    if form == ".jsonl":
        names = result_columns(columns)
        return (json_line(names, row) for row in rows)
    return map(pack, rows)  # a workbook can only be written as a whole, at the end


def _finish(out: Path, form: str, checkpoint: Checkpoint) -> None:
    """Give the complete file its name."""
    part = part_of(out)
    if form == ".xlsx":
        book = out.with_name(f"{out.name}.part.new")
        with part.open("rb") as rows, book.open("wb") as file:
            write_workbook(file, result_columns(checkpoint.columns), unpack(rows))
            sync(file)
        publish(book, out)
        checkpoint_of(out).unlink(missing_ok=True)
        part.unlink()
    else:
        checkpoint_of(out).unlink(missing_ok=True)
        publish(part, out)
