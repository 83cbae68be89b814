"""What a database still holds of rows that are gone, taken out as far as it can be."""

from django.db import DatabaseError, connection, models

from classifier.models.text_index import NAME, has_text_index

_LATER = (
    "The database was busy or refused: it may still hold the text in pages that are not used any "
    "more. Run manage.py erase_text --tidy when nobody works."
)


def tidy(tables: set[type[models.Model]]) -> str:
    """Have the database let go of deleted rows of `tables`; return what is left to do, or "".

    SQLite's file is written anew without them, its text index merged. PostgreSQL's space is
    freed, and written over in time; its write-ahead log and backups keep what they have.
    """
    if connection.in_atomic_block:
        return _LATER
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                if has_text_index(connection):
                    cursor.execute(f"INSERT INTO {NAME}({NAME}) VALUES ('optimize')")  # noqa: S608
                cursor.execute("VACUUM")
            elif connection.vendor == "postgresql":
                for table in sorted(table._meta.db_table for table in tables):
                    cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")
    except DatabaseError:
        return _LATER
    return ""
