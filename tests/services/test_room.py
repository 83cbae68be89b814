"""What needs room is refused before the disk is full; what finds it full says so."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from classifier.exceptions import OutOfSpace
from classifier.models import Batch, Example, ExampleImport, Plan, PlanDraft, TrainingRun
from classifier.services import imports, training
from classifier.services.backup import back_up
from classifier.services.import_save import ImportChoices
from classifier.services.planning_drafts import keep_draft
from classifier.services.room import check_room

from ..api.conftest import caller_for, error_of
from ..batches import create
from ..plans import make_plan

EXAMPLES = b"text,label\nCall the wombat clients every day,sales\n"
MORE_THAN_THERE_IS = 10**12
"""Megabytes."""


def ask_for_import(by: User) -> ExampleImport:
    return imports.request_import(file=io.BytesIO(EXAMPLES), name="a.csv", codes="", by=by)


@pytest.mark.parametrize(
    "begin",
    [
        lambda by: training.request_run(by=by),
        create,
        ask_for_import,
        make_plan,
        lambda by: keep_draft(content=b"a", title="a", source="a", owner=by),
    ],
)
def test_nothing_large_begins_on_a_disk_that_is_nearly_full(
    version, alice, settings, begin: Callable[[User], Any]
):
    tables = (TrainingRun, Batch, ExampleImport, Plan, PlanDraft)
    before = [table._default_manager.count() for table in tables]
    settings.KEEP_FREE_MB = MORE_THAN_THERE_IS
    with pytest.raises(OutOfSpace, match="nearly full"):
        begin(alice)
    assert [table._default_manager.count() for table in tables] == before


def test_an_import_that_waits_can_be_confirmed_once_there_is_room(db, alice, settings):
    found = ask_for_import(alice)
    settings.KEEP_FREE_MB = MORE_THAN_THERE_IS
    with pytest.raises(OutOfSpace):
        imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=alice)
    settings.KEEP_FREE_MB = 0
    imports.confirm_import(pk=found.pk, choices=ImportChoices(), by=alice)
    assert Example.objects.count() == 1


def test_a_backup_looks_at_the_disk_it_goes_to(transactional_db, version, settings, tmp_path):
    settings.KEEP_FREE_MB = MORE_THAN_THERE_IS
    with pytest.raises(CommandError, match="nearly full"):
        call_command("backup", str(tmp_path))
    assert not list(tmp_path.glob("*.tar.gz"))
    settings.KEEP_FREE_MB = 1
    back_up(tmp_path)
    assert list(tmp_path.glob("*.tar.gz"))


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_its_parent(tmp_path, settings):
    check_room(tmp_path / "to" / "be" / "made")
    check_room(Path("to/be/made"))
    settings.KEEP_FREE_MB = MORE_THAN_THERE_IS
    with pytest.raises(OutOfSpace):
        check_room(tmp_path / "to" / "be" / "made")


def test_doors_say_it_and_answers_go_on(version, alice, admin, settings):
    settings.KEEP_FREE_MB = MORE_THAN_THERE_IS
    caller = caller_for(alice)
    refused = caller.post("batches", {"texts": ["Call clients"]})
    assert (refused.status_code, error_of(refused)["code"]) == (507, "out_of_space")
    page = admin.post("/admin/classifier/trainingrun/start/", follow=True)
    assert "nearly full" in page.content.decode()
    file = SimpleUploadedFile("a.csv", EXAMPLES)
    page = admin.post("/admin/classifier/exampleimport/add/", {"file": file})
    assert (page.status_code, "nearly full" in page.content.decode()) == (507, True)
    assert caller.post("classify", {"text": "Call clients"}).status_code == 200


@pytest.fixture
def full_database(db):
    """The database may not grow any more."""
    if connection.vendor != "sqlite":
        pytest.skip("the pages of PostgreSQL cannot be limited")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count={pages}")
        yield
        cursor.execute("PRAGMA max_page_count=4294967294")


def test_a_database_that_is_full_is_said_in_words_and_nothing_is_kept(
    version, alice, admin, full_database
):
    count, notes = Example.objects.count(), "many words " * 180
    caller = caller_for(alice)
    seen = []
    for number in range(500):
        body = {"text": f"Task {number}", "label": "sales", "notes": notes}
        seen.append(caller.post("examples", body))
        if seen[-1].status_code != 201:
            break
    assert seen[-1].status_code == 507
    assert error_of(seen[-1])["message"].startswith("The disk is full")
    assert Example.objects.count() == count + len(seen) - 1
    page = admin.post("/plans/sample/")
    assert page.status_code == 507
    assert "The disk is full" in page.content.decode()
    assert not Plan.objects.exists()
