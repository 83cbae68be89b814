"""Files are reported on, confirmed or refused; nothing is saved before."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.utils import timezone

from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import Candidate, Example, ExampleImport, LabelChange
from classifier.models.choices import Channel
from classifier.services import imports, labelling
from classifier.services.import_plan import Kind
from classifier.services.import_save import ImportChoices

from ..broken_files import BROKEN, GOOD


def upload(content: bytes, user: Any, *, name: str = "tasks.csv", codes: str = "") -> ExampleImport:
    return imports.request_import(file=io.BytesIO(content), name=name, codes=codes, by=user)


def upload_and_confirm(content: bytes, user: Any) -> None:
    """Import as the pages do it, without leaving bad rows out."""
    found = upload(content, user)
    imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=user)


def run(content: bytes, *, name: str = "tasks.csv", dry_run: bool = False, **choices: Any) -> Any:
    return imports.import_file(
        file=io.BytesIO(content),
        name=name,
        codes="",
        choices=ImportChoices(**choices),
        dry_run=dry_run,
    )


@pytest.fixture
def quokka(db) -> Example:
    return labelling.add_example(text="Call the quokka clients every day", label="sales")


MIXED = b"""text,label,domain
Call the quokka clients every day!,sales,law
Write adverts for the zoo,marketing,zoos
call the quokka clients every DAY,neither,law
Call the wombat clients every day,sales,zoos
Feed the wombats in the morning,neither,zoos
Count the wombats at night,,zoos
"""


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_and_changes_nothing(db, alice, name):
    content, message = BROKEN[name]
    raw = content if isinstance(content, bytes) else content()
    before = (Example.objects.count(), Candidate.objects.count())
    with pytest.raises(InvalidInput, match=message):
        upload_and_confirm(raw, alice)
    assert (Example.objects.count(), Candidate.objects.count()) == before
    assert not LabelChange.objects.exists()
    assert not ExampleImport.objects.filter(state="done").exists()


def test_there_are_enough_broken_files():
    assert len(BROKEN) >= 25


def test_a_plan_tells_the_kinds_apart(quokka):
    plan = run(MIXED, dry_run=True).plan
    found = [(row.number, row.kind) for row in plan.rows]
    assert found == [
        (2, Kind.SAME),
        (3, Kind.NEW),
        (4, Kind.BAD),
        (5, Kind.NEAR),
        (6, Kind.NEW),
        (7, Kind.UNLABELLED),
    ]
    reasons = {row.number: row.reason for row in plan.rows}
    assert reasons[2] == f"It is example {quokka.pk} already."
    assert reasons[4] == "Row 2 labels the same text sales, this one neither."
    assert reasons[5] == (
        f"It is nearly example {quokka.pk}: “Call the quokka clients every day”, sales."
    )
    assert Example.objects.count() == 1


def test_a_file_imported_twice_adds_nothing_the_second_time(db):
    assert run(GOOD).counts.added == 1
    again = run(GOOD)
    assert (again.counts.added, again.plan.counts()["same"]) == (0, 1)


def test_new_examples_say_where_they_come_from(db):
    run(b"text,label,source\nFeed the wombats,neither,zoo\nCall,sales,\n", name="dir/wombats.csv")
    assert list(Example.objects.order_by("pk").values_list("source", flat=True)) == [
        "zoo",
        "wombats.csv",
    ]


@pytest.mark.parametrize(("take", "label"), [(False, "sales"), (True, "neither")])
def test_a_conflict_is_kept_or_taken(quokka, alice, take, label):
    content = b"text,label\nCall the quokka clients every day,neither\n"
    found = upload(content, alice)
    assert found.report["counts"]["conflicting"] == 1
    assert "labelled sales" in found.report["rows"]["conflicting"][0]["reason"]
    choices = ImportChoices(take_conflicting=take)
    imports.confirm_import(pk=found.pk, choices=choices, by=alice)
    assert Example.objects.get().label == label
    changes = LabelChange.objects.values_list(
        "from_label", "to_label", "changed_by__username", "channel", "reason"
    )
    expected = [("sales", "neither", "alice", "import", "import of tasks.csv")] if take else []
    assert list(changes) == expected


@pytest.mark.parametrize(("leave", "count"), [(False, 2), (True, 1)])
def test_near_duplicates_are_taken_or_left(quokka, leave, count):
    run(b"text,label\nCall the wombat clients every day,sales\n", leave_near=leave)
    assert Example.objects.count() == count


def test_near_duplicates_within_the_file_name_the_first(db):
    texts = ("Feed the hungry wombats at dawn", "At dawn feed hungry wombats the")
    content = "".join(f"{text},neither\n" for text in texts).encode()
    content = b"text,label\n" + content
    _, second = run(content, dry_run=True).plan.rows
    assert second.reason == "It is nearly row 2: “Feed the hungry wombats at dawn”, neither."


def test_bad_rows_stop_an_import_until_they_are_left_out(db):
    content = GOOD + b"x,sold\ny,bought\n"
    with pytest.raises(InvalidInput, match=r"Row 3: “sold” is no label.*Row 4: “bought”"):
        run(content)
    assert not Example.objects.exists()
    assert run(content, leave_bad=True).counts.added == 1


def test_unlabelled_rows_become_candidates_if_that_is_said(version):
    content = b"text,label\nCold call the lapsed wombats,\n"
    assert run(content).counts.candidates == 0
    assert run(content, take_unlabelled=True).counts.candidates == 1
    candidate = Candidate.objects.get()
    assert (candidate.text, candidate.source) == ("Cold call the lapsed wombats", "tasks.csv")
    assert candidate.suggested_label == "sales"


def test_a_tools_suggestion_goes_with_the_candidate(db):
    run(b'{"text": "Feed wombats", "label.suggestion": "NEITHER"}', take_unlabelled=True)
    assert Candidate.objects.get().suggested_label == "neither"


def test_what_a_tool_marked_as_rejected_is_told_and_left(db):
    content = b'{"text": "Call", "label": "sales", "answer": "reject"}'
    [row] = run(content).plan.rows
    assert (row.kind, row.reason) == (Kind.SKIPPED, "The answer was rejected.")
    assert not Example.objects.exists()


def test_nothing_is_saved_before_it_is_confirmed(db, alice):
    found = upload(GOOD, alice)
    assert not Example.objects.exists()
    assert ExampleImport.objects.get().is_waiting
    imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=alice)
    assert Example.objects.get().text == "Call quokka clients"
    done = ExampleImport.objects.get()
    assert (done.is_waiting, done.content) == (False, None)
    assert done.report["saved"] == {"added": 1, "relabelled": 0, "candidates": 0}
    assert "rows" not in done.report


def test_an_import_is_confirmed_once(db, alice):
    found = upload(GOOD, alice)
    imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=alice)
    for again in (imports.discard_import, imports.confirm_import):
        options = {"choices": ImportChoices()} if again is imports.confirm_import else {}
        with pytest.raises(Conflict, match="confirmed already"):
            again(pk=found.pk, by=alice, **options)
    assert Example.objects.count() == 1


def test_of_an_import_that_breaks_off_nothing_is_saved(db, alice, monkeypatch):
    found = upload(b"text,label\nCall the quokka,sales\nFeed the wombats,\n", alice)
    choices = ImportChoices(take_unlabelled=True)
    with monkeypatch.context() as patched:
        patched.setattr(imports, "store_candidates", fail)
        with pytest.raises(OperationalError):
            imports.confirm_import(pk=found.pk, choices=choices, by=alice)
    assert not Example.objects.exists()
    imports.confirm_import(pk=found.pk, choices=choices, by=alice)
    assert (Example.objects.count(), Candidate.objects.count()) == (1, 1)


def fail(found: object) -> None:
    raise OperationalError("database is locked")


def test_examples_that_changed_since_the_report_are_shown_again(quokka, alice, charlie):
    found = upload(b"text,label\nCall the quokka clients every day,neither\n", alice)
    labelling.correct_label(example=quokka, label="shared", by=charlie, channel=Channel.PAGE)
    take = ImportChoices(take_conflicting=True)
    with pytest.raises(Conflict, match="changed since this report"):
        imports.confirm_import(pk=found.pk, choices=take, by=alice)
    assert Example.objects.get().label == "shared"
    found.refresh_from_db()
    assert "labelled shared" in found.report["rows"]["conflicting"][0]["reason"]
    imports.confirm_import(pk=found.pk, choices=take, by=alice)
    assert Example.objects.get().label == "neither"


def test_an_upload_is_its_uploaders_alone_and_forgotten_in_time(db, alice, charlie):
    found = upload(GOOD, alice)
    for pk, user in ((found.pk, charlie), (uuid4(), alice)):
        with pytest.raises(NotFound):
            imports.confirm_import(pk=pk, choices=ImportChoices(), by=user)
        with pytest.raises(NotFound):
            imports.discard_import(pk=pk, by=user)
    ExampleImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound, match="kept for an hour"):
        imports.find_import(pk=found.pk, by=alice)
    assert not ExampleImport.objects.exists()


def test_uploads_that_wait_are_few(db, alice):
    for _ in range(imports.WAITING_EACH):
        upload(GOOD, alice)
    with pytest.raises(InvalidInput, match="5 of your files wait"):
        upload(GOOD, alice)


def test_history_is_restored_for_those_with_the_right_alone(db, charlie):
    content = (
        b'{"text": "Call", "label": "sales", "is_test": true, "kept_label": "",'
        b' "created_at": "2024-05-01T08:00:00+00:00", "updated_at": "2024-05-01T08:00:00+00:00",'
        b' "history": [{"from": "neither", "to": "sales", "by": "charlie",'
        b' "at": "2024-05-01T08:00:00+00:00", "channel": "page", "reason": ""}]}'
    )
    found = upload(content, charlie)
    assert "needs a right you do not have" in found.report["notices"][0]
    imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=charlie)
    example = Example.objects.get()
    first = LabelChange.objects.get()
    assert (first.from_label, first.changed_by, first.channel) == ("", charlie, "import")
    assert not example.is_test
    assert example.created_at.year > 2024
    example.delete()
    charlie.user_permissions.add(Permission.objects.get(codename="restore_example"))
    charlie = type(charlie).objects.get(pk=charlie.pk)
    found = upload(content, charlie)
    imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=charlie)
    example = Example.objects.get()
    assert (example.is_test, example.created_at.year) == (True, 2024)
    assert LabelChange.objects.get().changed_by == charlie


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('"from": "sales"', "a change from sales to the same"),
        ('"channel": "telepathy"', "unknown channel “telepathy”"),
        ('"at": "yesterday"', "must be a date and time"),
        ('"to": "sold"', "“sold” is no label"),
    ],
)
def test_a_history_that_cannot_be_is_a_bad_row(db, change, message):
    good = {"from": "neither", "to": "sales", "at": "2024-05-01T08:00:00Z", "channel": "page"}
    pairs = {name: f'"{name}": "{value}"' for name, value in good.items()}
    pairs[change.split('"')[1]] = change
    content = (
        '{"text": "Call", "label": "sales", "is_test": true, "created_at": "2024-05-01",'
        f' "updated_at": "2024-05-01", "history": [{{{", ".join(pairs.values())}}}]}}'
    )
    with pytest.raises(InvalidInput, match=message):
        run(content.encode())
    assert not Example.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.csv", "x.csv"),
        ("a\\b.csv", "b.csv"),
        ("x\n\u202e.csv", "x.csv"),
        ("x" * 300, "x" * 100),
        ("<img onerror=1>.csv", "<img onerror=1>.csv"),
        ("", "a file"),
    ],
)
def test_a_files_name_is_only_ever_shown(db, alice, name, shown):
    assert upload(GOOD, alice, name=name).name == shown
