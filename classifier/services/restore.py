"""A site from its backup: checked whole, put in place, and compared with what the backup says."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from classifier import conf
from classifier.core.artifacts import hash_content, write_whole
from classifier.core.errors import ArtifactError
from classifier.exceptions import Conflict, InvalidInput, ServiceError
from classifier.models import Batch, ModelVersion

from . import registry
from .model_files import has_file, numbers_with_file, read_file, remove_file, write_file
from .site_archive import SECRET, Manifest, model_file, table_file, unpack_archive
from .site_tables import (
    MADE_BY_MIGRATIONS,
    advance_sequences,
    count_rows,
    empty_tables,
    load_table,
    tables,
)

_NO_FILE = "The site was restored from a backup, and files of batches are in none. Upload it again."


class NotAsBackedUp(ServiceError):
    """The restored site differs from what its backup says."""

    code = "not_as_backed_up"
    status = 500


def restore(source: Path, *, force: bool = False) -> Manifest:
    """Make this the site of the backup `source`, and return its manifest.

    The whole archive is read and checked first. The tables come in one transaction: if anything
    fails, they and the model files are as before. A secret key in the archive is kept for the next
    start.

    Raises
    ------
    InvalidInput
        If the archive is broken or of another release.
    Conflict
        If there is a site here, and `force` does not say that it may go.
    NotAsBackedUp
        If counts, active version or hashes are not those of the manifest.
    OSError
        If there is no room, or model files cannot be written or removed.
    """
    data = conf.data_dir()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as name:
        folder = Path(name)
        manifest = unpack_archive(source, folder)
        _check_release(manifest)
        if not _is_migrated():
            call_command("migrate", verbosity=0)
        if not force:
            _check_empty(manifest)
        with _files_put_back(folder, manifest), transaction.atomic():
            _replace_rows(folder, manifest)
            _replace_models(folder, manifest)
        _verify(manifest)
        if SECRET in manifest.files:
            write_whole(data / "secret_key", (folder / SECRET).read_bytes())
    registry.forget()
    _remove_others(manifest)
    return manifest


def _check_release(manifest: Manifest) -> None:
    loader = MigrationLoader(None)
    here = {f"{app}.{name}" for app, name in loader.disk_migrations}
    labels = {table._meta.label for table in tables()}
    if here != set(manifest.migrations) or labels != manifest.rows.keys():
        odd = sorted(here ^ set(manifest.migrations)) or sorted(labels ^ manifest.rows.keys())
        raise InvalidInput(
            "This backup was made by another release of the site: they differ in "
            f"{', '.join(odd[:3])}. Restore it with the release that made it, then upgrade."
        )


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _check_empty(manifest: Manifest) -> None:
    for table in tables():
        label = table._meta.label
        if label not in MADE_BY_MIGRATIONS and (count := count_rows(table)):
            raise Conflict(
                f"There is a site here: {label} has {count:,} rows. Back it up, then restore with "
                "--force, which replaces all of it."
            )
    for number in numbers_with_file():
        if _hash_here(number) != manifest.models.get(str(number)):
            raise Conflict(
                f"There is another model-{number}.joblib here. Back up, then restore with --force."
            )


def _replace_rows(folder: Path, manifest: Manifest) -> None:
    empty_tables()
    for table in tables():
        load_table(table, folder / table_file(table._meta.label))
    advance_sequences()
    connection.check_constraints()
    for table in tables():
        label = table._meta.label
        if (found := count_rows(table)) != manifest.rows[label]:
            raise NotAsBackedUp(f"{label} has {found} rows, the backup {manifest.rows[label]}.")
    _let_go_of_batches()


def _let_go_of_batches() -> None:
    """Files of batches are in no backup: what waited for them cannot go on."""
    Batch.objects.filter(state__in=Batch.UNDER_WAY).update(
        state=Batch.State.FAILED, has_files=False, columns=[], error=_NO_FILE
    )
    Batch.objects.filter(has_files=True).update(has_files=False, columns=[])


def _replace_models(folder: Path, manifest: Manifest) -> None:
    """Put the files in their places; what was there is kept in `before`, beside the new ones."""
    for number, sha256 in manifest.models.items():
        version = ModelVersion(number=int(number))
        if _hash_here(version.number) != sha256:
            _keep_file(folder / "before", version)
            write_file(version, (folder / model_file(version.number)).read_bytes())


def _keep_file(before: Path, version: ModelVersion) -> None:
    """Copy a version's file into `before`, an empty one if there is none.

    Raises OSError if there is one and it cannot be read.
    """
    try:
        content = read_file(version)
    except ArtifactError as error:
        if has_file(version.number):
            raise OSError(f"{error} Mend or remove it, then restore again.") from error
        content = b""
    write_whole(before / version.file_name, content)


@contextmanager
def _files_put_back(folder: Path, manifest: Manifest) -> Iterator[None]:
    """If what is done meanwhile fails, have the model files as they were: no rollback does that.

    Raises OSError, saying where the old files are, if they cannot be put back.
    """
    before = folder / "before"
    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder / "models", ignore_errors=True)  # what was there may need the room
        versions = [ModelVersion(number=int(number)) for number in manifest.models]
        kept = [one for one in versions if (before / one.file_name).exists()]
        lost = [one.file_name for one in kept if not _is_put_back(before, one)]
        if not lost:
            raise
        rescued = folder.with_name(f"models-before{folder.name}")
        before.rename(rescued)
        raise OSError(
            f"{error} The tables are as before, but {', '.join(lost)} could not be put back. What "
            f"was there is in {rescued}: copy it to where the model files are kept."
        ) from error


def _is_put_back(before: Path, version: ModelVersion) -> bool:
    try:
        if content := (before / version.file_name).read_bytes():
            write_file(version, content)
        else:
            remove_file(version.number)
    except OSError:
        return False
    return True


def _remove_others(manifest: Manifest) -> None:
    """Remove the files of versions that the backup does not have."""
    for number in list(numbers_with_file()):
        if str(number) not in manifest.models:
            remove_file(number)


def _verify(manifest: Manifest) -> None:
    active = registry.active_version()
    if (active.number if active else None) != manifest.active:
        raise NotAsBackedUp(f"The active version is {active}, in the backup {manifest.active}.")
    for number, sha256 in manifest.models.items():
        version = ModelVersion.objects.get(number=number)
        if version.sha256 != sha256 or _hash_here(int(number)) != sha256:
            raise NotAsBackedUp(f"The file of version {number} is not that of the backup.")


def _hash_here(number: int) -> str:
    try:
        return hash_content(read_file(ModelVersion(number=number)))
    except ArtifactError:
        return ""
