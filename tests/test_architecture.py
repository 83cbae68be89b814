"""What holds for every file, command and page."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from classifier.core.text import text_key

ROOT = Path(__file__).parent.parent
CODE = [
    path
    for folder in ("classifier", "mvsite", "tests", "benchmarks", "drills")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]


def test_no_file_is_long():
    long = {str(path): n for path in CODE if (n := len(path.read_text().splitlines())) > 400}
    assert not long


def test_core_can_be_imported_without_django():
    program = "import sys, classifier.core; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_layers_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_environment_variable_is_documented():
    import re

    settings = (ROOT / "mvsite" / "settings.py").read_text()
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    documented = (ROOT / "docs" / "settings.md").read_text()
    assert names
    assert not {name for name in names if f"`{name}`" not in documented}


def test_the_fixtures_hold_what_the_readme_says():
    tasks = json.loads((ROOT / "fixtures" / "tasks.json").read_text())
    labels = Counter(row["label"] for row in tasks)
    assert len(tasks) >= 4000
    assert len({row["domain"] for row in tasks}) >= 40
    assert min(labels["marketing"], labels["sales"]) >= 450
    assert labels["neither"] >= 300
    assert labels["shared"] >= 60
    assert all(row["domain"] for row in tasks)
    assert len({text_key(row["text"]) for row in tasks}) == len(tasks)
