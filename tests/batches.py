"""Files of tasks for the tests, and what becomes of them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User

from classifier.models import Batch
from classifier.services import batches

from .roles import make_people

SMALL = b"id,text\n7,Cold call prospects\n8,Draft press releases for the media\n9,Feed the cats\n"
ROWS = 3


def scorer(name: str) -> User:
    """Return a user in the group `labeller`, who may score files."""
    if not User.objects.filter(username="the-labeller").exists():
        make_people()
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name="labeller"))
    return user


def create(by: User, content: bytes = SMALL, name: str = "tasks.csv") -> Batch:
    return batches.create_batch(file=io.BytesIO(content), name=name, by=by)


def scored(by: User, content: bytes = SMALL, name: str = "tasks.csv") -> Batch:
    """Return a batch that was run to its end."""
    batch = create(by, content, name)
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.SUCCEEDED, batch.error
    return batch


def big_file(rows: int) -> bytes:
    lines = (f"{n},Call the {n} clients of region {n % 7}\n" for n in range(rows))
    return b"id,text\n" + "".join(lines).encode()


def result(batch: Batch) -> list[dict[str, Any]]:
    """Return the rows of a result, as its JSON lines say them."""
    content = b"".join(batches.result_chunks(batch, "jsonl"))
    return [json.loads(line) for line in content.splitlines()]


def result_csv(batch: Batch) -> list[dict[str, str]]:
    content = b"".join(batches.result_chunks(batch, "csv")).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def files() -> list[str]:
    """Return the names of all files of batches."""
    folder = Path(settings.BATCH_DIR)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
