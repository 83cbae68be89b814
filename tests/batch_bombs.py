"""Files that would fill memory, and a process of its own that takes one in and measures."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from .broken_files import SOUND

ROOT = Path(__file__).parent.parent

_PROGRAM = """
import io, json, os, resource, sys, uuid
import django
django.setup()
from classifier.exceptions import ServiceError
from classifier.services.batch_input import take_in
content = open(sys.argv[1], "rb").read()
acts = []
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str) or event.startswith("socket."):
        acts.append([event, str(arguments[0])])
if largest := int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
own = resource.getrusage(resource.RUSAGE_SELF)
sys.addaudithook(note)
try:
    take_in(file=io.BytesIO(content), name=sys.argv[2], batch_id=uuid.uuid4())
    status, message = 200, ""
except ServiceError as error:
    status, message = error.status, str(error)
found = list(acts)
now = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "status": status, "message": message, "acts": found,
    "seconds": now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime,
    "megabytes": (now.ru_maxrss - own.ru_maxrss) / 1024,
}))
"""


def take_in_apart(
    content: bytes, folder: Path, *, name: str = "tasks.xlsx", largest_file: int = 0
) -> dict[str, Any]:
    """Take a file in, in a process of its own; return what it said, used, opened and called.

    `largest_file`: bytes after which the system refuses to write on.
    """
    folder.mkdir(exist_ok=True)
    path = folder / "content"
    path.write_bytes(content)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mvsite.settings",
        "DATA_DIR": str(folder / "data"),
        "BATCH_DIR": str(folder / "batches"),
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, path, name, str(largest_file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    found["left"] = [one.name for one in (folder / "batches").glob("*")]
    return found


def _workbook(parts: dict[str, Any]) -> bytes:
    """Return the sound workbook with parts replaced; a list of chunks is written one by one."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SOUND)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, chunks in parts.items():
            with new.open(name, "w") as part:
                for chunk in chunks:
                    part.write(chunk)
    return file.getvalue()


def huge_shared_strings() -> bytes:
    """1 GB of shared strings in some five megabytes."""
    chunk = b"<si><t>word</t></si>" * 50_000
    return _workbook({"xl/sharedStrings.xml": [chunk] * 1_000})


def one_string_many_times(cells: int = 200_000, length: int = 15_000) -> bytes:
    """A small workbook, each cell of which shows the same long text."""
    names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = "".join(f"w{n} " for n in range(length // 5))
    strings = f'<sst xmlns="{names}" count="2" uniqueCount="2">'
    strings += f"<si><t>text</t></si><si><t>{text}</t></si></sst>"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{min(n - 1, 1)}</v></c></row>' for n in range(1, cells)
    )
    sheet = f'<worksheet xmlns="{names}"><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(SOUND)) as old:
        relations = old.read("xl/_rels/workbook.xml.rels").decode()
        types = old.read("[Content_Types].xml").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    if "sharedStrings" not in relations:
        relations = relations.replace(
            "</Relationships>",
            f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>',
        )
    if "sharedStrings" not in types:
        types = types.replace(
            "</Types>",
            '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        )
    return _workbook(
        {
            "xl/sharedStrings.xml": [strings.encode()],
            "xl/worksheets/sheet1.xml": [sheet.encode()],
            "xl/_rels/workbook.xml.rels": [relations.encode()],
            "[Content_Types].xml": [types.encode()],
        }
    )
