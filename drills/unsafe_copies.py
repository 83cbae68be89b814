"""Copies of a database that is being written, made as one should not: controls of a drill."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg

from .backup_writers import HALVES

_CHUNK = 1 << 16
_TRIES = 20
_CHANGES = """
SELECT example_id, count(*) FROM classifier_labelchange WHERE from_label <> '' GROUP BY 1
"""


def halves(engine: str, database: str, folder: Path) -> str:
    """Copy until a copy is torn; return what is wrong with it, or "" if all were whole."""
    for number in range(1, _TRIES + 1):
        if engine == "sqlite":
            wrong = _copy_file(Path(database.removeprefix("sqlite:///")), folder / "copy.sqlite3")
        else:
            wrong = _read_apart(database)
        if wrong:
            return f"copy {number}: {wrong}"
    return ""


def _copy_file(source: Path, target: Path) -> str:
    """Copy the file piece by piece, as `cp` to a slow disk does."""
    with source.open("rb") as read, target.open("wb") as write:
        while chunk := read.read(_CHUNK):
            write.write(chunk)
            time.sleep(0.005)
    try:
        with closing(sqlite3.connect(target)) as copy:
            [(said,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
            if said != "ok":
                return str(said)
            [(count,)] = copy.execute(HALVES).fetchall()
    except sqlite3.DatabaseError as error:
        return str(error)
    return f"{count} halves of corrections" if count else ""


def _read_apart(database: str) -> str:
    """Read one table after the other, each as it is then."""
    with psycopg.connect(database, autocommit=True) as connection:
        rows = connection.execute("SELECT id, revision FROM classifier_example").fetchall()
        changes: dict[int, int] = dict(connection.execute(_CHANGES).fetchall())
    count = sum(revision != 1 + changes.get(pk, 0) for pk, revision in rows)
    return f"{count} halves of corrections" if count else ""
