"""A text is found however it is written, and where the program has cut it off."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.utils import timezone
from openpyxl.comments import Comment

from classifier.models import Example, ExampleImport, PlanChange, PlanDraft, Scenario
from classifier.services import labelling
from classifier.services.batch_files import part_path, rows_path
from classifier.services.erasing import erase_text, find_text

from ..batches import create
from ..canaries import workbook
from ..plans import make_plan

LONG = (
    "Ring back every customer whose policy ends in spring, beginning with Jane Margaret Doe, "
    "and offer her the renewal."
)


def waiting() -> dict[str, Any]:
    return {"format": "x", "fingerprint": "x", "expires_at": timezone.now()}


def logged(by: User, text: str) -> LogEntry:
    """Return the line that the admin writes when an example is changed."""
    shown = str(Example(text=text))
    return LogEntry.objects.create(user=by, object_repr=shown, action_flag=CHANGE)


@pytest.mark.parametrize("part", [LONG, LONG.upper(), "Jane  margaret Doe"])
def test_the_beginning_of_a_long_text_goes_from_the_log(alice, part):
    labelling.add_example(text=LONG, label="sales")
    line = logged(alice, LONG)
    assert line.object_repr.endswith("with Jane Marga…")
    erase_text(part, by=alice)
    line.refresh_from_db()
    assert line.object_repr == "[erased]"


def test_what_begins_otherwise_or_has_too_few_letters_stays(alice):
    logged(alice, LONG.replace("spring", "autumn"))
    logged(alice, "Ring back every customer")
    few = f"{'Send the letter to all who moved.':<74}{LONG}"
    assert logged(alice, few).object_repr.endswith("Ring …")
    labelling.add_example(text=LONG, label="sales")
    assert find_text(LONG).counts == {"Example: text": 1}


def test_an_ellipsis_that_somebody_wrote_is_no_cut(alice):
    labelling.add_example(text=LONG, label="sales")
    other = labelling.add_example(text="Ring back every customer…", label="sales")
    erase_text(LONG, by=alice)
    assert list(Example.objects.all()) == [other]


ODD = 'Ask "Jane" Doe\\Roe or A/S Żuk\nabout the renewal'


def as_csv(text: str) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([["text", "label"], [text, "sales"]])
    return file.getvalue().encode()


UPLOADS = {
    "JSON": json.dumps([{"data": {"text": ODD}}], indent=1).encode(),
    "JSON with every slash escaped": json.dumps([ODD]).replace("/", r"\/").encode(),
    "JSON lines": b'{"text": "a"}\n' + json.dumps({"text": ODD}, ensure_ascii=False).encode(),
    "JSON lines in UTF-16": json.dumps({"text": ODD}).encode("utf-16"),
    "CSV": as_csv(ODD),
    "CSV with more rows than a plan has": b"text\n" + b"a\n" * 50_001 + as_csv(ODD),
    "CSV in UTF-16": as_csv(ODD).decode().encode("utf-16"),
    "a workbook": workbook(ODD),
}


@pytest.mark.parametrize("content", UPLOADS.values(), ids=UPLOADS)
def test_quotes_backslashes_and_line_breaks_are_found_in_waiting_uploads(alice, content):
    ExampleImport.objects.create(name="x", content=content, report={}, **waiting())
    PlanDraft.objects.create(owner=alice, title="x", source="x", content=content)
    erase_text(ODD, by=alice)
    assert not ExampleImport.objects.exists()
    assert not PlanDraft.objects.exists()


def test_quotes_backslashes_and_line_breaks_are_found_in_batches(alice, version):
    batch = create(alice, as_csv(ODD))
    assert find_text(ODD).batches == [batch.pk]
    part = part_path(batch.pk, 1)
    part.write_text(json.dumps({"text": ODD})[:-1])
    rows_path(batch.pk).unlink()
    assert find_text(ODD).batches == [batch.pk]


@pytest.mark.parametrize("place", ["hidden sheet", "far column", "comment"])
def test_what_no_reader_of_workbooks_shows_is_found_in_a_draft(alice, place):
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["role", "task", "owner", "hours"])
    if place == "hidden sheet":
        hidden = book.create_sheet("notes")
        hidden.append(["Ask Jane & Margaret Doe"])
        hidden.sheet_state = "hidden"
    elif place == "far column":
        sheet.cell(2, 300, "Ask Jane & Margaret Doe")
    else:
        sheet["A1"].comment = Comment("Ask Jane & Margaret Doe", "x")
    book.save(content)
    PlanDraft.objects.create(owner=alice, title="x", source="x", content=content.getvalue())
    assert find_text("Jane & Margaret Doe").counts == {"Plan draft: content": 1}


def test_a_waiting_import_goes_with_a_report_that_holds_it(alice):
    report = {"rows": [LONG]}
    ExampleImport.objects.create(name="x", content=b"x", report=report, **waiting())
    done = ExampleImport.objects.create(
        name="x", report=report, format="x", state="done", confirmed_at=timezone.now()
    )
    erase_text(LONG, by=alice)
    left = ExampleImport.objects.get()
    assert (left, left.report) == (done, {"rows": ["[erased]"]})


def test_a_note_that_fills_its_column_is_cut_off(alice, version):
    make_plan(alice)
    note = "Jane Margar".rjust(300, "-")
    PlanChange.objects.create(scenario=Scenario.objects.get(), kind="map owners", rows=1, note=note)
    assert find_text("Jane Margaret Doe").counts == {"Plan change: note": 1}
