"""Backups: read at one moment under writes, refused if a byte is wrong, equal once restored."""

import gzip
import hashlib
import io
import itertools
import json
import os
import resource
import stat
import tarfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from classifier.exceptions import Conflict, InvalidInput
from classifier.models import Batch, Example, LabelChange, ModelVersion, PlanRow
from classifier.services import classification, labelling, registry
from classifier.services import restore as restore_module
from classifier.services.backup import back_up
from classifier.services.restore import restore
from classifier.services.site_tables import dump_table, empty_tables, tables

from ..batches import create
from ..plans import make_plan

TEXT = "Negotiate the renewal price with the client's procurement"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(transactional_db, version: ModelVersion, alice) -> ModelVersion:
    """A site with something in many tables."""
    labelling.add_example(text="Przedłużyć umowę ☎ z klientem", label="sales", domain="law")
    make_plan(alice)
    batch = create(alice)
    assert batch.has_files
    return version


@pytest.fixture
def archive(site, tmp_path: Path) -> Path:
    target = tmp_path / "site.tar.gz"
    back_up(target)
    return target


def contents(folder: Path) -> dict[str, str]:
    """Return every table of the site, row by row."""
    folder.mkdir()
    found = {}
    for table in tables():
        path = folder / table._meta.label
        dump_table(table, path)
        found[table._meta.label] = path.read_text()
    return found


def test_what_a_killed_backup_left_goes_with_a_later_one(site, tmp_path):
    left, running, other = (
        tmp_path / name for name in (".mvsite-backup-a", ".mvsite-backup-b", ".backup-c")
    )
    for folder in (left, running, other):
        folder.mkdir()
        (folder / "classifier.Example.jsonl").write_text("a text")
    for folder in (left, other):
        os.utime(folder, times=(0, 0))
    back_up(tmp_path / "site.tar.gz")
    assert {path.name for path in tmp_path.iterdir()} >= {"site.tar.gz", running.name, other.name}
    assert not left.exists()


def leave_nothing(settings) -> None:
    """Make this an empty machine: no rows, no files."""
    empty_tables()
    for path in Path(settings.MODEL_DIR).iterdir():
        path.unlink()
    registry._cache.clear()


def read_all(archive: Path) -> list[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        return [(one.name, file.read()) for one in tar if (file := tar.extractfile(one))]


def write_all(archive: Path, files: list[tuple[str, bytes]]) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def change(archive: Path, name: str, edit) -> None:
    """Write the archive anew with one of its files changed; None leaves it out."""
    files = [(one, edit(before) if one == name else before) for one, before in read_all(archive)]
    write_all(archive, [(one, content) for one, content in files if content is not None])


def test_a_restored_site_is_the_same_to_the_last_digit(site, archive, tmp_path, settings):
    [before] = classification.classify([TEXT])
    Batch.objects.update(has_files=False, columns=[], state="failed", error="x")
    back_up(archive)
    rows = contents(tmp_path / "before")
    leave_nothing(settings)
    manifest = restore(archive)
    assert contents(tmp_path / "after") == rows
    assert manifest.active == 1
    assert registry.active_version() == site
    assert manifest.rows["classifier.Example"] == Example.objects.count()
    [after] = classification.classify([TEXT])
    assert (after.decision, after.version) == (before.decision, before.version)


def test_new_rows_get_new_ids_after_a_restore(site, archive, settings):
    leave_nothing(settings)
    restore(archive)
    newest = Example.objects.latest("pk").pk
    late = User.objects.create_user("late")
    assert labelling.add_example(text="Ring the bell", label="sales", by=late).pk > newest


def test_the_search_finds_restored_texts(site, archive, settings, admin):
    leave_nothing(settings)
    restore(archive)
    admin.force_login(User.objects.get(username="alice"))
    page = admin.get("/admin/classifier/example/", {"q": "umowę"}).content.decode()
    assert "Przedłużyć" in page


def test_batches_whose_files_are_in_no_backup_say_so(site, archive, settings):
    leave_nothing(settings)
    restore(archive)
    batch = Batch.objects.get()
    assert (batch.state, batch.has_files) == ("failed", False)
    assert "restored from a backup" in batch.error


def test_a_backup_is_its_owners_alone_and_complete(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.iterdir() if path.name.startswith(".")] == []
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[0] == "manifest.json"
    assert "models/model-1.joblib" in names
    assert "secret_key" not in names


def test_the_secret_key_comes_along_where_it_is_asked_for(site, tmp_path, settings):
    settings.SECRET_KEY = "k" * 50
    target = tmp_path / "with-key.tar.gz"
    back_up(target, secret_key=True)
    leave_nothing(settings)
    restore(target)
    kept = tmp_path / "secret_key"
    assert kept.read_text() == "k" * 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_site_is_not_overwritten_unless_told(site, archive):
    labelling.add_example(text="Only here", label="sales", domain="")
    count = Example.objects.count()
    with pytest.raises(Conflict, match=r"There is a site here: .*--force"):
        restore(archive)
    assert Example.objects.count() == count
    restore(archive, force=True)
    assert not Example.objects.filter(text="Only here").exists()


@pytest.fixture
def other_site(site, tmp_path, settings) -> tuple[Path, dict[str, bytes]]:
    """The archive of a site with two models, and the other files that are here under its names."""
    folder = Path(settings.MODEL_DIR)
    second = ModelVersion.objects.get()
    second.pk, second.number, second.is_active = None, 2, False
    second.save()
    (folder / "model-2.joblib").write_bytes((folder / "model-1.joblib").read_bytes())
    back_up(tmp_path / "site.tar.gz")
    for number in (1, 2, 3):
        content = f"other {number}".encode()
        (folder / f"model-{number}.joblib").write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        if number < 3:
            ModelVersion.objects.filter(number=number).update(sha256=sha256)
    second.pk, second.number, second.sha256 = None, 3, sha256
    second.save()
    return tmp_path / "site.tar.gz", model_files(settings)


def model_files(settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(settings.MODEL_DIR).iterdir()}


def fail_from(monkeypatch, name: str, calls: range) -> None:
    """Have these calls of what `restore` imports as `name` find the disk full."""
    real, count = getattr(restore_module, name), itertools.count()

    def fail(*arguments) -> None:
        if next(count) in calls:
            raise OSError("No space left on device.")
        real(*arguments)

    monkeypatch.setattr(restore_module, name, fail)


def test_a_restore_that_fails_midway_leaves_the_files_too(
    other_site, tmp_path, settings, monkeypatch
):
    archive, files = other_site
    rows = contents(tmp_path / "before")
    fail_from(monkeypatch, "write_file", range(1, 2))
    with pytest.raises(OSError, match="No space left"):
        restore(archive, force=True)
    assert contents(tmp_path / "after") == rows
    assert model_files(settings) == files


def test_a_restore_that_fails_removes_files_that_were_not_there(other_site, settings, monkeypatch):
    archive, files = other_site
    (Path(settings.MODEL_DIR) / "model-1.joblib").unlink()
    fail_from(monkeypatch, "write_file", range(1, 2))
    with pytest.raises(OSError, match="No space left"):
        restore(archive, force=True)
    assert model_files(settings).keys() == files.keys() - {"model-1.joblib"}


def test_files_that_cannot_be_put_back_are_kept_and_named(
    other_site, tmp_path, settings, monkeypatch
):
    archive, files = other_site
    fail_from(monkeypatch, "write_file", range(1, 9))
    with pytest.raises(OSError, match=r"model-1\.joblib, model-2\.joblib could not be put back"):
        restore(archive, force=True)
    [kept] = tmp_path.glob("models-before*")
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == {
        name: files[name] for name in ("model-1.joblib", "model-2.joblib")
    }


def test_files_of_other_versions_go_once_the_rows_are_in_place(other_site, settings, monkeypatch):
    archive, _ = other_site
    fail_from(monkeypatch, "remove_file", range(1))
    with pytest.raises(OSError, match="No space left"):
        restore(archive, force=True)
    assert [one.number for one in ModelVersion.objects.all()] == [2, 1]
    assert registry.load(ModelVersion.objects.get(number=1))
    restore(archive, force=True)
    assert sorted(model_files(settings)) == ["model-1.joblib", "model-2.joblib"]


BROKEN = {
    "a row changed": ("tables/auth.User.jsonl", lambda old: old.replace(b"alice", b"mallo")),
    "a row more": ("tables/auth.User.jsonl", lambda old: old + old),
    "a table missing": ("tables/auth.User.jsonl", lambda old: None),
    "a model changed": ("models/model-1.joblib", lambda old: old[:-1] + b"x"),
    "no manifest": ("manifest.json", lambda old: None),
    "manifest is no JSON": ("manifest.json", lambda old: b"{"),
    "another format": ("manifest.json", lambda old: old.replace(b'"format": 1', b'"format": 2')),
    "another release": (
        "manifest.json",
        lambda old: old.replace(b'"classifier.0001_initial",', b""),
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_backup_changes_nothing(site, archive, tmp_path, kind):
    change(archive, *BROKEN[kind])
    before = contents(tmp_path / "before")
    with pytest.raises(InvalidInput):
        restore(archive, force=True)
    assert contents(tmp_path / "after") == before
    assert not list(tmp_path.glob(".restore-*"))


@pytest.mark.parametrize("name", ["../../x", "/tmp/x", "tables/../x.jsonl", "models/model-1.pkl"])
def test_nothing_is_unpacked_under_a_name_that_is_not_ours(site, archive, tmp_path, name):
    def name_it(old: bytes) -> bytes:
        manifest = json.loads(old)
        manifest["files"][name] = {"sha256": "0" * 64, "size": 1}
        return json.dumps(manifest).encode()

    change(archive, "manifest.json", name_it)
    write_all(archive, [*read_all(archive), (name, b"x")])
    with pytest.raises(InvalidInput, match="does not belong"):
        restore(archive, force=True)


def test_half_an_archive_is_refused(site, archive):
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with pytest.raises(InvalidInput):
        restore(archive, force=True)
    archive.write_bytes(gzip.compress(b"not a tar"))
    with pytest.raises(InvalidInput, match="cannot be read as a backup"):
        restore(archive, force=True)


def test_a_version_without_its_file_is_named(site, tmp_path, settings):
    (Path(settings.MODEL_DIR) / site.file_name).write_bytes(b"altered")
    manifest = back_up(tmp_path / "site.tar.gz")
    assert (manifest.without_file, manifest.models) == ([1], {})


def test_a_backup_under_writes_is_of_one_moment(site, tmp_path, settings, alice):
    """Pairs of rows are written together: a backup holds both of a pair or neither."""
    stop, begun, failed = threading.Event(), threading.Event(), []

    def write(worker: int) -> None:
        number = 0
        try:
            while not stop.is_set():
                labelling.add_example(
                    text=f"Written meanwhile {worker} {number}", label="sales", domain="", by=alice
                )
                number += 1
                begun.set()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    manifests = [back_up(tmp_path / f"{number}.tar.gz") for number in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed
    written = Example.objects.filter(text__startswith="Written").count()
    leave_nothing(settings)
    for number, manifest in enumerate(manifests):
        restore(tmp_path / f"{number}.tar.gz", force=True)
        mine = Example.objects.filter(text__startswith="Written")
        assert Example.objects.count() == manifest.rows["classifier.Example"]
        assert 0 < mine.count() <= written
        assert LabelChange.objects.filter(example__in=mine).count() == mine.count()


@pytest.mark.parametrize("room", [1_000, 10_000, 100_000])
def test_a_full_disk_leaves_neither_half_a_backup_nor_its_parts(site, tmp_path, room):
    """No file may grow beyond `room` bytes: what a write gets on a full disk."""
    folder = tmp_path / "backups"
    folder.mkdir()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(CommandError):
            call_command("backup", str(folder))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert not list(folder.iterdir())
    call_command("backup", str(folder))


def test_the_commands_say_what_they_did(site, tmp_path, settings, capsys):
    folder = tmp_path / "backups"
    folder.mkdir()
    call_command("backup", str(folder))
    [made] = folder.iterdir()
    assert made.name.startswith(f"mvsite-{datetime.now(UTC):%Y}")
    assert "1 models; active: version 1." in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is a site here"):
        call_command("restore", str(made))
    call_command("restore", str(made), "--force")
    assert "Counts and hashes are those of the backup" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No such file"):
        call_command("restore", str(folder / "none"))
    assert PlanRow.objects.exists()
