"""All tables of a site as lines of JSON, the same whatever database they come from or go to."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

LEFT_OUT: tuple[type[models.Model], ...] = (Session,)
"""Who is logged in is no part of a backup, and is forgotten where one is restored."""

MADE_BY_MIGRATIONS = frozenset(
    {
        "auth.Permission",
        "auth.Group",
        "auth.Group_permissions",
        "contenttypes.ContentType",
    }
)
"""Tables that have rows on an empty site too."""

_PAGE = 1_000
Table = type[models.Model]


def tables() -> list[Table]:
    """Return all tables that a backup holds, links between rows included."""
    every = apps.get_models(include_auto_created=True)
    return [one for one in every if one._meta.managed and one not in LEFT_OUT]


def applied_migrations() -> list[str]:
    """Return the migrations applied, as `app.name`, sorted."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def dump_table(table: Table, path: Path) -> int:
    """Write the rows of `table`, one a line, and return how many there are."""
    names = [column.attname for column in _columns(table)]
    rows = table._base_manager.order_by("pk").values_list(*names)
    count = 0
    with path.open("w", encoding="ascii") as file:
        for row in rows.iterator(chunk_size=_PAGE):
            file.write(json.dumps([_plain(value) for value in row], separators=(",", ":")))
            file.write("\n")
            count += 1
    return count


def load_table(table: Table, path: Path) -> None:
    """Insert the rows of a dumped table as they were, ids and times included."""
    columns = _columns(table)
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {quote(table._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    with path.open(encoding="ascii") as file, connection.cursor() as cursor:
        for page in _pages(file):
            rows = [_values(columns, json.loads(line)) for line in page]
            cursor.executemany(insert, rows)


def empty_tables() -> None:
    """Delete the rows of all tables."""
    names = [one._meta.db_table for one in [*tables(), *LEFT_OUT]]
    statements = connection.ops.sql_flush(no_style(), names, reset_sequences=False)
    # References are checked at the end of a transaction: within one, any order will do.
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def advance_sequences() -> None:
    """Let new rows get ids beyond those that were inserted; some databases must be told."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def count_rows(table: Table) -> int:
    """Return how many rows `table` has."""
    return table._base_manager.count()


def _columns(table: Table) -> list[Any]:
    """Return the columns that are written; those the database makes itself stay out."""
    return [one for one in table._meta.concrete_fields if not one.generated]


def _pages(lines: Iterator[str]) -> Iterator[list[str]]:
    while page := list(islice(lines, _PAGE)):
        yield page


def _values(columns: list[Any], row: list[Any]) -> list[Any]:
    return [
        column.get_db_prep_save(_back(column, value), connection)
        for column, value in zip(columns, row, strict=True)
    ]


def _plain(value: Any) -> Any:
    """Return a column's value as JSON has it; times with all their digits."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def _back(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if column.is_relation:
        return column.target_field.to_python(value)
    if isinstance(column, models.DurationField):
        return timedelta(seconds=value)
    return column.to_python(value)
