"""All bytes that the site holds or gives out, and in which of them the canary stands."""

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import joblib
from django.db import connection

from classifier.core.exchange import FORMATS
from classifier.core.scored_rows import FORMS
from classifier.models import Batch, Example, Scenario
from classifier.services import batches, exports
from classifier.services.planning_export import in_order, write_rows, write_workbook
from classifier.services.planning_rows import read_tasks
from classifier.services.site_tables import dump_table, tables

from .canaries import STEMS

Named = Iterator[tuple[str, bytes]]


def holding(folder: Path) -> list[str]:
    """Return the names of the things in which a word of the canary stands."""
    wanted = [
        word.encode(encoding)
        for stem in STEMS
        for word in (stem, stem.title(), stem.upper())
        for encoding in ("utf-8", "utf-16-le")
    ]
    return [name for name, content in everything(folder) if any(one in content for one in wanted)]


def everything(folder: Path) -> Named:
    """Yield the database as tables and as a file or dump, the files of `folder`, all exports."""
    for table in tables():
        path = folder / "dumped"
        dump_table(table, path)
        yield table._meta.label, path.read_bytes()
        path.unlink()
    if connection.vendor == "sqlite":
        yield "the database's file", Path(connection.settings_dict["NAME"]).read_bytes()
    else:
        yield "a dump", dump_postgresql()
    for path in folder.rglob("*"):
        if path.is_file():
            yield from packed(str(path), path.read_bytes())
    yield from exported()


def packed(name: str, content: bytes) -> Named:
    """Yield a file, and what is in it if it is a model, a backup or a workbook."""
    yield name, content
    file = io.BytesIO(content)
    if name.endswith(".joblib"):
        plain = io.BytesIO()
        joblib.dump(joblib.load(file), plain, compress=0)
        yield f"{name} unpacked", plain.getvalue()
    elif name.endswith(".tar.gz"):
        with tarfile.open(fileobj=file) as tar:
            for one in tar:
                if member := tar.extractfile(one):
                    yield from packed(f"{name} {one.name}", member.read())
    elif name.endswith(".xlsx"):
        with zipfile.ZipFile(file) as book:
            for part in book.namelist():
                yield f"{name} {part}", book.read(part)


def dump_postgresql() -> bytes:
    told = connection.settings_dict
    address = f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"
    return subprocess.run(["pg_dump", address], capture_output=True, check=True).stdout


def exported() -> Named:
    """Yield what people can take out: examples, plans and results of batches, in every form."""
    for form in FORMATS:
        file = io.BytesIO()
        exports.export_examples(file=file, format_name=form, examples=Example.objects.all())
        yield from packed(f"examples.{form}", file.getvalue())
    for scenario in Scenario.objects.select_related("plan"):
        for suffix in (".csv", ".jsonl"):
            file = io.BytesIO()
            write_rows(file, suffix, in_order(scenario.rows.all()))
            yield f"plan{suffix}", file.getvalue()
        file = io.BytesIO()
        tasks, rows = read_tasks(scenario), in_order(scenario.rows.all())
        write_workbook(file, plan=scenario.plan, scenario=scenario, tasks=tasks, rows=rows)
        yield from packed("plan.xlsx", file.getvalue())
    for batch in Batch.objects.all():
        if batch.has_result and not batch.is_expired:
            for form in FORMS:
                content = b"".join(batches.result_chunks(batch, form))
                yield from packed(f"batch.{form}", content)
