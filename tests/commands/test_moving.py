"""A site that moves to another database or machine and back is the same site."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command

from classifier.models import Batch, Example, ModelVersion
from classifier.services import labelling, registry
from classifier.services.site_tables import dump_table, tables

from ..batches import create
from ..plans import make_plan

pytestmark = pytest.mark.django_db(transaction=True)


def contents(folder: Path) -> dict[str, list[object]]:
    """Return every table, row by row; the order of keys in JSON is the database's own."""
    folder.mkdir()
    found = {}
    for table in tables():
        dump_table(table, folder / table._meta.label)
        lines = (folder / table._meta.label).read_text().splitlines()
        found[table._meta.label] = [json.loads(line) for line in lines]
    return found


def elsewhere(folder: Path, *arguments: str) -> str:
    """Run a command in another site: one on SQLite in `folder`."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "mvsite.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=site_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_site_moves_to_sqlite_elsewhere_and_back(transactional_db, version, alice, tmp_path):
    """Run on PostgreSQL, this is the way from it and to it."""
    labelling.add_example(text="Przedłużyć umowę ☎ z klientem", label="sales", by=alice)
    make_plan(alice)
    create(alice)
    Batch.objects.update(has_files=False, columns=[], state="failed", error="x")
    before = contents(tmp_path / "before")

    here, there = str(tmp_path / "here.tar.gz"), str(tmp_path / "there.tar.gz")
    call_command("backup", here)
    other = tmp_path / "other machine"
    assert "active: version 1. Counts and hashes" in elsewhere(other, "restore", here)
    assert (other / "models" / "model-1.joblib").exists()
    elsewhere(other, "backup", there)

    Example.objects.all().delete()
    call_command("restore", there, "--force")
    assert contents(tmp_path / "after") == before
    assert registry.active_version() == ModelVersion.objects.get(number=1)
    assert labelling.add_example(text="Ring the bell", label="sales", by=alice).pk
