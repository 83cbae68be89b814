"""What has had its time goes, what is in use stays, and a dry run only counts."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from classifier.exceptions import ActivationRefused
from classifier.management.commands.worker import Daily
from classifier.models import (
    Activation,
    ApiToken,
    Erasure,
    ExampleImport,
    Feedback,
    ModelVersion,
    PlanDraft,
    RememberedAnswer,
    Turn,
)
from classifier.services import registry, retention
from classifier.services.model_files import numbers_with_file, read_file, write_file

from ..plans import make_plan

NOW = timezone.now()


def ago(**span: int):
    return NOW - timedelta(**span)


def make_task(**fields: object) -> Any:
    values = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "classifier.tasks.train_model",
        "backend_name": "default",
        "run_after": NOW,
        "status": "SUCCESSFUL",
    }
    return DBTaskResult.objects.create(**values | fields)


def make_old_things(version: ModelVersion, by: User) -> None:
    """One of each kind whose time is over, and one whose time is not."""
    kind = ContentType.objects.get_for_model(ModelVersion)
    token = ApiToken.objects.create(user=by, name="x", digest="x", prefix="x", scopes="x")
    for number, days in enumerate((1, 400)):
        text = {"text": f"Text {number}", "key": str(number), "outcome": "sales"}
        feedback = Feedback.objects.create(**text, label="sales", version=version)
        Feedback.objects.filter(pk=feedback.pk).update(created_at=ago(days=days))
        ends = NOW + timedelta(days=200 - days)
        Session.objects.create(session_key=str(number), session_data="x", expire_date=ends)
        make_task(finished_at=ago(days=days))
        RememberedAnswer.objects.create(
            token=token, key=str(number), request="x", created_at=ago(days=days - 1)
        )
        draft = PlanDraft.objects.create(owner=by, title="x", source="x", content=b"x")
        PlanDraft.objects.filter(pk=draft.pk).update(created_at=ago(days=days - 1))
        ExampleImport.objects.create(
            name="x", format="x", content=b"x", report={}, fingerprint="x", expires_at=ends
        )
        entry = {"content_type_id": kind.pk, "object_id": "1", "object_repr": "x"}
        LogEntry.objects.create(user=by, action_flag=CHANGE, action_time=ago(days=days), **entry)
        turn = {"kind": Turn.Kind.CANDIDATE, "item": number, "curator": by, "until": NOW}
        Turn.objects.create(**turn, outcome="skipped", ended_at=ago(days=days))
        erasure = Erasure.objects.create(counts={}, versions=[])
        Erasure.objects.filter(pk=erasure.pk).update(erased_at=ago(days=days))


def test_what_has_had_its_time_goes_and_the_rest_stays(version, alice):
    make_old_things(version, alice)
    seen = retention.forget_old(dry_run=True)
    rows = {name for name in seen if name not in {"results of batches"} and "files" not in name}
    assert {name: seen[name] for name in rows} == dict.fromkeys(rows, 1)
    assert Feedback.objects.count() == 2
    assert retention.forget_old() == seen
    for table in (Feedback, Session, DBTaskResult, RememberedAnswer, PlanDraft, ExampleImport):
        assert table._default_manager.count() == 1, table
    assert (LogEntry.objects.count(), Turn.objects.count(), Erasure.objects.count()) == (1, 1, 1)
    assert not any(retention.forget_old().values())


def test_the_record_of_a_task_whose_worker_died_goes_too(db):
    running = make_task(status="RUNNING", started_at=ago(hours=1))
    make_task(status="RUNNING", started_at=ago(days=30))
    waiting = make_task(status="READY")
    assert retention.forget_old()["records of background tasks"] == 1
    assert set(DBTaskResult.objects.all()) == {running, waiting}


def test_accepted_feedback_stays(version):
    kept = Feedback.objects.create(
        text="x", key="x", outcome="sales", label="sales", version=version, state="accepted"
    )
    Feedback.objects.update(created_at=ago(days=4000))
    retention.forget_old()
    assert Feedback.objects.get() == kept


def make_versions(version: ModelVersion, last: int) -> None:
    content = read_file(version)
    for number in range(2, last + 1):
        twin = ModelVersion.objects.get(number=1)
        twin.pk, twin.number, twin.is_active = None, number, False
        twin.save()
        write_file(twin, content)


def test_files_of_old_versions_go_but_not_those_in_use(version, alice, settings):
    make_versions(version, 12)
    second, third, fourth = ModelVersion.objects.filter(number__in=(2, 3, 4)).order_by("number")
    make_plan(alice)  # pinned to version 1
    registry.activate(version=second, by=alice, reason="test")
    registry.activate(version=third, by=alice, reason="test")
    write_file(ModelVersion(number=13), b"of a training that is about to register it")
    assert retention.forget_old()["model files"] == 4  # 4 to 7
    assert sorted(numbers_with_file()) == [1, 2, 3, 8, 9, 10, 11, 12, 13]
    assert ModelVersion.objects.count() == 12
    with pytest.raises(ActivationRefused, match="it is not there"):
        registry.activate(version=fourth, by=alice, reason="test")
    assert registry.rollback(by=alice).version == second


def test_how_many_newest_files_are_kept_can_be_set(version, settings):
    make_versions(version, 4)
    settings.MODELS_KEPT = 1
    retention.forget_old()
    assert sorted(numbers_with_file()) == [1, 4]


def test_what_a_killed_process_left_goes_after_an_hour(version, settings, tmp_path):
    half = Path(settings.MODEL_DIR) / "model-7.joblib.123.tmp"
    half.write_bytes(b"x")
    folder = tmp_path / ".restore-x"
    folder.mkdir()
    (folder / "tables").touch()
    assert retention.forget_old()["files left half-written"] == 0
    for path in (half, folder):
        os.utime(path, (0, 0))
    assert retention.forget_old()["files left half-written"] == 2
    assert not half.exists()
    assert not folder.exists()


def test_the_command_counts_and_a_dry_run_removes_nothing(version, alice, capsys):
    make_old_things(version, alice)
    call_command("forget_old", "--dry-run")
    assert "        1  feedback nobody accepted" in capsys.readouterr().out
    assert Feedback.objects.count() == 2
    call_command("forget_old")
    assert capsys.readouterr().out.endswith("Removed.\n")
    assert Feedback.objects.count() == 1


def test_the_worker_forgets_once_a_day(version, alice):
    daily = Daily()
    daily.forget()
    make_old_things(version, alice)
    daily.forget()
    assert Feedback.objects.count() == 2
    Daily().forget()
    assert Feedback.objects.count() == 1
    assert Activation.objects.exists()
