"""The whole site in one file, read at one moment while people go on working."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone

from classifier.core.artifacts import hash_content, sync_folder
from classifier.core.errors import ArtifactError
from classifier.models import ModelVersion

from .model_files import read_file
from .room import check_room
from .site_archive import SECRET, Manifest, model_file, table_file, write_archive
from .site_tables import applied_migrations, dump_table, tables

_PREFIX = ".mvsite-backup-"
_LEFT_AFTER = 24 * 60 * 60
"""Seconds after which a backup that is not complete is taken for one that was killed."""


def back_up(target: Path, *, secret_key: bool = False) -> Manifest:
    """Write the site's tables and models to `target`, which appears once it is complete.

    Where `target` is a folder, the file in it is named by the time. Files of batches stay out:
    they are on their way to being forgotten. Raises OSError if it cannot be written, OutOfSpace
    if the disk it goes to is nearly full.
    """
    moment = timezone.now()
    if target.is_dir():
        target /= f"mvsite-{moment:%Y%m%d-%H%M%S}.tar.gz"
    check_room(target.parent)
    _remove_left_over(target.parent)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=target.parent) as name:
        folder = Path(name)  # beside the target: there is room, and nobody else may read it
        files: dict[str, Path] = {}
        with _one_moment(folder):
            manifest = _dump_tables(folder, files)
            versions = list(ModelVersion.objects.defer(*ModelVersion.HEAVY).order_by("number"))
        manifest = _copy_models(folder, files, versions, manifest)
        if secret_key:
            files[SECRET] = folder / SECRET
            files[SECRET].write_text(settings.SECRET_KEY)
        complete, manifest = folder / "complete", replace(manifest, made_at=moment.isoformat())
        manifest = write_archive(complete, manifest, files)
        complete.replace(target)
        sync_folder(target.parent)
        return manifest


def _remove_left_over(folder: Path) -> None:
    """Remove what backups that were killed here have left: all texts, in plain files."""
    before = time.time() - _LEFT_AFTER
    for path in folder.glob(f"{_PREFIX}*"):
        if path.lstat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _one_moment(folder: Path) -> Iterator[None]:
    """Have this thread see a database that stands still."""
    if connection.vendor == "sqlite":
        with _copy_of_sqlite(folder):
            yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _copy_of_sqlite(folder: Path) -> Iterator[None]:
    """Read a copy made by SQLite's own online backup: writers wait for that, not for all."""
    path = folder / "copy.sqlite3"
    ours = connections[DEFAULT_DB_ALIAS]
    try:
        with (
            closing(sqlite3.connect(ours.settings_dict["NAME"], timeout=60)) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        raise OSError(f"The database cannot be copied: {error}.") from error
    there = ours.copy()
    there.settings_dict["NAME"] = str(path)
    connections[DEFAULT_DB_ALIAS] = there  # of this thread alone
    try:
        yield
    finally:
        there.close()
        connections[DEFAULT_DB_ALIAS] = ours


def _dump_tables(folder: Path, files: dict[str, Path]) -> Manifest:
    rows = {}
    for table in tables():
        label = table._meta.label
        path = folder / f"{label}.jsonl"
        rows[label] = dump_table(table, path)
        files[table_file(label)] = path
    active = ModelVersion.objects.filter(is_active=True)
    return Manifest(
        made_at="",
        engine=connection.vendor,
        migrations=applied_migrations(),
        rows=rows,
        active=active.values_list("number", flat=True).first(),
        models={},
        without_file=[],
    )


def _copy_models(
    folder: Path, files: dict[str, Path], versions: list[ModelVersion], manifest: Manifest
) -> Manifest:
    models, missing = {}, []
    for version in versions:
        try:
            content = read_file(version)
        except ArtifactError:
            content = b""
        if hash_content(content) != version.sha256:
            missing.append(version.number)
            continue
        path = folder / version.file_name
        path.write_bytes(content)
        files[model_file(version.number)] = path
        models[str(version.number)] = version.sha256
    return replace(manifest, models=models, without_file=missing)
