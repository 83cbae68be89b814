"""Back a site up while people write, and restore it on an empty machine as the guide says.

Run it with `python -m drills.backup_under_load`. On SQLite and on PostgreSQL, writers correct
labels without a pause while `manage.py backup` runs. The commands of “Restoring on an empty
machine” in docs/guide/operating.md are then run word by word in an empty folder, with a fresh
clone and a fresh database. The restored site must be of one moment during the backup: whole
corrections, the counts of the archive, the same active version, the same model files.

`--copy` is the control: the file is copied while it is written, and PostgreSQL's tables are read
one after the other. Both must show halves of corrections.
"""

import argparse
import json
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from . import unsafe_copies
from .api_client import Client
from .backup_writers import HALVES, Writers
from .documented import commands_under
from .empty_machine import EmptyMachine
from .findings import Findings
from .sentences import read_texts
from .served_api import ROOT, Served, served
from .servers import own_postgres

GUIDE = ROOT / "docs/guide/operating.md"
_TABLES = """
import json
from django.apps import apps
found = apps.get_models(include_auto_created=True)
print(json.dumps({one._meta.label: one._meta.db_table for one in found}))
"""
MINUTES = 5
"""In so many minutes an empty machine must be a site again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m drills.backup_under_load", description=__doc__)
    parser.add_argument("--examples", type=int, default=50_000, help="in the table")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--copy", action="store_true", help="the control: it must find faults")
    options = parser.parse_args(arguments)
    findings = Findings()
    for engine in ("sqlite", "postgresql"):
        if options.only in (None, engine):
            with tempfile.TemporaryDirectory() as folder:
                drill(engine, Path(folder), options, findings)
    return findings.report()


def drill(engine: str, folder: Path, options: argparse.Namespace, findings: Findings) -> None:
    """Serve a site on a database, write, back up, restore, compare."""
    data = folder / "data"
    data.mkdir()
    with databases(engine, folder) as (database, empty):
        settings = {"API_RATE_TOKEN": "1000000000", "DATABASE_URL": database}
        with served(data, settings=settings) as site:
            site.manage("seed_load", "--examples", str(options.examples), "--yes")
            texts = read_texts()
            Client(site.url, site.token).post(
                "examples", {"text": f"{texts[0]}, once more", "label": "neither"}
            )
            site.manage("train", "--fast")
            writers = Writers(site.url, site.token, texts)
            with writers.at_work(options.writers):
                time.sleep(3)
                if options.copy:
                    halves = unsafe_copies.halves(engine, database, folder)
                    findings.note(f"{engine}: a plain copy", f"{halves}", good=not halves)
                    return
                backup = back_up(site, writers, folder)
            findings.note(
                f"{engine}: backed up while {options.writers} wrote",
                f"in {backup['seconds']:.1f} s, {backup['before']:,} to {backup['after']:,} "
                f"corrections, {backup['rows']['classifier.LabelChange']:,} of them in it; "
                f"writes failed: {len(writers.failures)} {writers.failures[:2] or ''}",
                good=not writers.failures
                and backup["before"] < backup["after"]
                and in_between(backup, options.writers),
            )
        restore(engine, folder, empty, backup, findings)


def back_up(site: Served, writers: Writers, folder: Path) -> dict[str, Any]:
    """Return what the archive says, how long it took, and how much was written around it."""
    target = folder / "site.tar.gz"
    before, began = writers.corrected, time.monotonic()
    site.manage("backup", str(target))
    seconds, after = time.monotonic() - began, writers.corrected
    time.sleep(2)  # they write on: what they write now must not be in it
    with tarfile.open(target) as tar:
        member = tar.extractfile("manifest.json")
        assert member is not None  # noqa: S101 - the archive begins with it
        manifest = json.loads(member.read())
    _, versions = Client(site.url, site.token).get("versions")
    files = {str(one["number"]): one["sha256"] for one in versions["items"]}
    active = next(one["number"] for one in versions["items"] if one["is_active"])
    live = {"seconds": seconds, "before": before, "after": after, "models": files, "live": active}
    return {**manifest, **live, "tables": json.loads(site.manage("shell", "-v0", "-c", _TABLES))}


def in_between(backup: dict[str, Any], writers: int) -> bool:
    """Whether the backup is of a moment between its beginning and its end."""
    found: int = backup["rows"]["classifier.LabelChange"]
    under_way = writers  # of each one may be written and not yet confirmed
    return bool(backup["before"] <= found <= backup["after"] + under_way)


def restore(
    engine: str, folder: Path, empty: str, backup: dict[str, Any], findings: Findings
) -> None:
    """Run the documented commands on an empty machine and compare what is there then."""
    machine = EmptyMachine(folder / "empty", database=empty, backup=folder / "site.tar.gz")
    *steps, run = commands_under(GUIDE, "Restoring on an empty machine")
    began = time.monotonic()
    print(machine.do(steps).strip().splitlines()[-1])
    rows = machine.count_rows(backup["tables"], backup["rows"])
    findings.note(
        f"{engine}: counts, active version, model files",
        f"{sum(rows.values()):,} rows of {len(rows)} tables, version {machine.active_version()}, "
        f"{len(machine.model_files())} files",
        good=rows == backup["rows"]
        and machine.active_version() == backup["active"] == backup["live"]
        and machine.model_files() == backup["models"],
    )
    halves = machine.count(HALVES)
    findings.note(f"{engine}: halves of corrections", f"{halves}", good=halves == 0)
    with machine.running(run) as url:
        minutes = (time.monotonic() - began) / 60
        status, body = Client(url).post("classify", {"text": "Ring back who left a quote"})
    findings.note(
        f"{engine}: a site again",
        f"after {minutes:.1f} minutes; version {body['model_version']} answers",
        good=status == 200 and body["model_version"] == backup["active"] and minutes <= MINUTES,
    )


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of the site's database and that of an empty one; "" is the default's."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'data' / 'db.sqlite3'}", ""
        return
    with own_postgres() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty")
        yield address, address.removesuffix("site") + "empty"


if __name__ == "__main__":
    raise SystemExit(main())
