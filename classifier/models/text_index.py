"""The index behind the search for texts: trigrams, kept by the database itself.

PostgreSQL keeps it as an index; SQLite as a full-text table that triggers hold in step.
"""

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

NAME = "classifier_example_search"

# `upper(text)` is what Django compares for `icontains`.
_POSTGRESQL = f"""
    CREATE INDEX IF NOT EXISTS {NAME} ON classifier_example USING gin (upper(text) gin_trgm_ops)
"""
_TABLE = f"""
    CREATE VIRTUAL TABLE IF NOT EXISTS {NAME} USING fts5(
        text, content='classifier_example', content_rowid='id', tokenize='trigram'
    )
"""
_ADD = f"INSERT INTO {NAME}(rowid, text) VALUES (new.id, new.text);"  # noqa: S608
_TAKE = (
    f"INSERT INTO {NAME}({NAME}, rowid, text) "  # noqa: S608
    "VALUES ('delete', old.id, old.text);"
)
_FILL = f"INSERT INTO {NAME}({NAME}) VALUES ('rebuild')"  # noqa: S608
_TRIGGERS = {
    f"{NAME}_insert": f"AFTER INSERT ON classifier_example BEGIN {_ADD} END",
    f"{NAME}_delete": f"AFTER DELETE ON classifier_example BEGIN {_TAKE} END",
    f"{NAME}_update": (
        "AFTER UPDATE OF id, text ON classifier_example "
        f"WHEN old.text <> new.text OR old.id <> new.id BEGIN {_TAKE} {_ADD} END"
    ),
}


def create_text_index(connection: BaseDatabaseWrapper) -> None:
    """Make the index, or mend it; leave the search without one where the database cannot.

    A migration that makes the table of examples anew takes SQLite's triggers with it, so this
    runs after every `migrate`.
    """
    try:
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                _create_postgresql(connection)
            elif connection.vendor == "sqlite":
                _create_sqlite(connection)
    except DatabaseError:  # no right to make the extension, or none here: `check` warns
        return


def drop_text_index(connection: BaseDatabaseWrapper) -> None:
    """Remove the index; the extension stays, others may use it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {NAME}")
        elif connection.vendor == "sqlite":
            for trigger in _TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            cursor.execute(f"DROP TABLE IF EXISTS {NAME}")


def has_text_index(connection: BaseDatabaseWrapper) -> bool:
    """Return whether searches can use the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [NAME])
            return bool(cursor.fetchone()[0])
        return _has_all_parts(cursor)


def _create_postgresql(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        # No index is made on a table whose rows of this transaction are still to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_POSTGRESQL)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _create_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if _has_all_parts(cursor):
            return
        cursor.execute(_TABLE)
        for name, when in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {when}")
        cursor.execute(_FILL)


def _has_all_parts(cursor: CursorWrapper) -> bool:
    names = [NAME, *_TRIGGERS]
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE tbl_name IN ('classifier_example', %s)", [NAME]
    )
    return {name for (name,) in cursor.fetchall()}.issuperset(names)
