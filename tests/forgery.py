"""What tests of forged requests share: all things in one hand, and what became of all tables."""

import hashlib
from collections import defaultdict
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from classifier.models import Plan, TrainingRun

from .roles import ROLES, make_people
from .test_access_matrix import make_things, read_table


def things_of(user: User) -> dict[str, object]:
    """Return what stands for the braces in the table's paths, all of it this user's own.

    There is also what a careless look might tidy up: a training that its worker left.
    """
    make_people()
    things = make_things(dict.fromkeys(ROLES, user))
    Plan.objects.update(share_token="a-token", sharing=Plan.Sharing.DECIDE)
    lost = timezone.now() - timedelta(days=1)
    TrainingRun.objects.create(state="running", started_at=lost, heartbeat_at=lost)
    return {**things, "token": "a-token"}


def paths(things: dict[str, object], method: str = "GET") -> list[str]:
    """Return every address there is; `test_access_matrix` sees to it that none is missing."""
    return [row.path.format_map(things) for row in read_table() if row.method == method]


def all_tables() -> dict[str, str]:
    """Return a hash of all rows by table."""
    hashes = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            hashes[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return hashes


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the tables that are not as they were."""
    both: dict[str, set[str | None]] = defaultdict(set)
    for name in (*before, *after):
        both[name] = {before.get(name), after.get(name)}
    return {name for name, hashes in both.items() if len(hashes) > 1}
