"""Data sets of any size scored by Dask workers: on this machine, or on a cluster by address."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from classifier.core.dataset_files import (
    Part,
    check_column,
    count_parts,
    find_files,
    list_parts,
    remove_partial,
    score_part,
)
from classifier.core.dataset_part import ModelFile
from classifier.core.progress import Progress
from classifier.exceptions import Conflict, NotReady
from classifier.models import ModelVersion

from . import model_files
from .charter import current_charter
from .registry import active_model

RUN = "_run.json"
MODEL = "_model.joblib"
RETRIES = 3
AHEAD = 3
"""Parts that wait for each worker, so that none idles and memory stays bounded."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is scored, by what, and where to."""

    files: list[Path]
    column: str
    model_file: ModelFile
    target: Path


def score_dataset(
    source: Path,
    target: Path,
    *,
    column: str = "text",
    scheduler: str = "",
    workers: int = 2,
    restart: bool = False,
    progress: Progress,
) -> int:
    """Score every row of `source` into Parquet parts in the folder `target`; return the rows.

    All parts are by one model version. A run that broke off goes on where it was when it is
    called again: finished parts stay. With a `scheduler` its workers do the work, and must see
    the same folders and have the same libraries; else `workers` processes of this machine.

    Raises
    ------
    TableError
        If the input has no such column or cannot be read.
    Conflict
        If `target` holds parts of another input or version, unless `restart`.
    NotReady
        If no model can answer, or no worker of the scheduler does.
    """
    files = find_files(source)
    check_column(files, column)
    version = active_model().version
    job = _Job(files, column, _model_file(version, target), target)
    _begin(target, _describe(job), restart=restart)
    copy = target / MODEL  # the one place that every worker sees
    copy.write_bytes(model_files.read_file(version))
    try:
        with _client(scheduler, workers) as client:
            rows = _score(client, job, progress)
        remove_partial(target)
        return rows
    finally:
        copy.unlink()


def _score(client: Client, job: _Job, progress: Progress) -> int:
    total, rows = count_parts(job.files), 0
    parts = (part for part in list_parts(job.files) if not (job.target / part.name).exists())
    running = as_completed()
    ahead = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    for part in islice(parts, ahead):
        running.add(_send(client, job, part))
    for done, future in enumerate(running, start=1):
        try:
            rows += future.result()
        except KilledWorker as error:
            raise NotReady(
                f"Workers died {RETRIES} times over one part: {error}. Give the same command "
                "again to go on, with more memory for each worker."
            ) from error
        progress("Scoring parts", done, total)
        for part in islice(parts, 1):
            running.add(_send(client, job, part))
    return rows


def _send(client: Client, job: _Job, part: Part) -> Future[int]:
    arguments = part, job.column, job.model_file, str(job.target)
    return client.submit(score_part, *arguments, retries=RETRIES, pure=False)


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Client]:
    if not scheduler:
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0"
            ) as local,
            Client(local) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout="10s")
    except OSError as error:
        raise NotReady(f"No scheduler answers at {scheduler}: {error}.") from error
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise NotReady(f"The scheduler at {scheduler} has no workers. Start some.")
        yield client


def _model_file(version: ModelVersion, target: Path) -> ModelFile:
    return ModelFile(
        number=version.number,
        path=str(target / MODEL),
        sha256=version.sha256,
        libraries=tuple(sorted(version.libraries.items())),
        rules=current_charter().rules,
    )


def _describe(job: _Job) -> dict[str, Any]:
    model_file = job.model_file
    return {
        "files": [[str(path), path.stat().st_size, path.stat().st_mtime_ns] for path in job.files],
        "column": job.column,
        "model_version": model_file.number,
        "sha256": model_file.sha256,
        "rules": [[rule.words, str(rule.label), rule.order] for rule in model_file.rules],
    }


def _begin(target: Path, run: dict[str, Any], *, restart: bool) -> None:
    """Make the folder, or check that what it holds is of this very run."""
    target.mkdir(parents=True, exist_ok=True)
    remove_partial(target)
    note = target / RUN
    if restart:
        for path in target.glob("part-*"):
            path.unlink()
    elif any(target.glob("part-*")) and _read(note) != run:
        raise Conflict(
            f"{target} holds parts of another input, model version or charter. "
            "Name another folder, or give --restart to score them all again."
        )
    note.write_text(json.dumps(run, indent=2), encoding="utf-8")


def _read(note: Path) -> Any:
    try:
        return json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
