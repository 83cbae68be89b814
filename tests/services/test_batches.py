"""Batches from the upload to the end: scored once, kept for a time, one's own alone."""

import io
import logging
import stat
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from classifier.exceptions import Conflict, Gone, InvalidInput, NotFound, NotReady, OutOfSpace
from classifier.models import Batch, ModelVersion, Rule
from classifier.services import batch_input, batch_rows, batch_scoring, batches, registry
from classifier.services.batch_rows import COLUMNS
from classifier.services.batch_sweep import forget_old_batches
from classifier.services.labelling import add_example

from ..batches import big_file, create, files, result, result_csv, scored, scorer
from ..conftest import train_here

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(version) -> User:
    return scorer("bob")


def test_a_batch_has_the_files_columns_then_the_answer(bob):
    batch = scored(bob)
    first, second, _ = result(batch)
    assert list(first) == ["id", "text", *COLUMNS]
    assert (first["id"], first["decision"], second["decision"]) == ("7", "sales", "marketing")
    assert first["model_version"] == 1
    assert "cold" in first["top_words"] or "call" in first["top_words"]
    assert sum(first[name] for name in ("marketing", "sales", "neither")) == pytest.approx(
        1, abs=1e-3
    )
    assert sum(batch.outcomes.values()) == batch.done == batch.total == 3
    assert (batch.attempts, batch.version, batch.format) == (1, registry.active_version(), "csv")


def test_a_column_without_a_name_keeps_what_it_holds(bob):
    first, second = result(scored(bob, b"text,,\nCall clients,1,\nWrite ads,,\n"))
    assert [first["column 2"], second["column 2"]] == ["1", ""]
    assert list(first) == ["text", "column 2", *COLUMNS]


def test_the_answers_are_those_of_the_page(bob):
    from classifier.services.classification import classify

    [answer] = classify(["Cold call prospects"])
    row = result(scored(bob))[0]
    assert row["decision"] == str(answer.decision.outcome)
    assert row["sales"] == round(answer.decision.sales, 4)
    assert row["confidence"] == round(answer.decision.confidence, 4)


def test_a_rule_decides_and_is_named(bob):
    Rule.objects.create(words="cats", label="marketing")
    row = result(scored(bob))[2]
    assert (row["decision"], row["decided_by"], row["rule"]) == ("marketing", "rule", "cats")
    assert row["model_decision"] != ""


def test_three_forms_say_the_same(bob):
    batch = scored(bob)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(batches.result_chunks(batch, "xlsx"))))
    header, *rows = sheet.active.iter_rows(values_only=True)
    records = [dict(zip(header, row, strict=True)) for row in rows]
    for jsonl, xlsx, text in zip(result(batch), records, result_csv(batch), strict=True):
        plain = {name: "" if value is None else str(value) for name, value in jsonl.items()}
        assert plain == text == {n: "" if v is None else str(v) for n, v in xlsx.items()}


def test_an_unknown_form_is_refused(bob):
    with pytest.raises(InvalidInput, match="“pdf” is no form"):
        batches.result_chunks(scored(bob), "pdf")


def test_a_result_can_be_scored_again(bob):
    again = b"".join(batches.result_chunks(scored(bob)))
    row = result(scored(bob, again))[0]
    assert row["decision (file)"] == row["decision"]
    third = b"".join(batches.result_chunks(batches.batches_of(bob)[0]))
    assert "decision (file) (file)" in result(scored(bob, third))[0]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"Cold call prospects\n\nDraft, then send\n", "text"),
        (
            "a.jsonl",
            b'{"Text": "Cold call prospects", "n": 5}\n{"text": "Draft", "m": [1]}',
            "jsonl",
        ),
        ("a.json", b'[{"text": "Cold call prospects"}, {"text": "Draft"}]', "json"),
        ("a.tsv", b"text\tid\nCold call prospects\t1\nDraft\t2\n", "csv"),
        ("", b"text\nCold call prospects\nDraft\n", "csv"),
    ],
)
def test_files_of_many_makes_are_read(bob, name, content, kind):
    batch = scored(bob, content, name)
    assert (batch.format, batch.total) == (kind, 2)
    assert result(batch)[0]["text"] == "Cold call prospects"
    if kind == "jsonl":
        assert [(row["n"], row["m"]) for row in result(batch)] == [("5", ""), ("", "[1]")]


def test_a_file_is_its_owners_alone_on_the_disk(bob):
    create(bob)
    folder = Path(settings.BATCH_DIR)
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_finished_batch_keeps_its_result_alone(bob):
    batch = scored(bob)
    assert files() == [f"{batch.pk}.result"]


def test_all_rows_are_by_the_version_that_was_active_at_the_start(bob, monkeypatch):
    monkeypatch.setattr(batch_scoring, "AT_ONCE", 1)
    add_example(text="Ring the bell of lapsed buyers", label="sales", domain="law")
    newer = train_here()
    real = batch_rows.score_rows

    def activate_meanwhile(*args):
        if registry.active_version() != newer:
            registry.activate(version=newer, by=None, reason="test")
        return real(*args)

    monkeypatch.setattr("classifier.services.batch_scoring.score_rows", activate_meanwhile)
    batch = scored(bob)
    assert {row["model_version"] for row in result(batch)} == {1}
    assert batch.version
    assert batch.version.number == 1


def test_no_model_is_said_before_the_file_is_kept(bob):
    ModelVersion.objects.update(is_active=False)
    with pytest.raises(NotReady):
        create(bob)
    assert not files()


def test_a_version_whose_file_is_gone_fails_the_batch_plainly(bob, version):
    batch = create(bob)
    (settings.MODEL_DIR / version.file_name).unlink()
    registry._cache.clear()
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "Version 1 cannot be used" in batch.error
    assert not files()


def test_a_person_has_one_batch_under_way(bob):
    first = create(bob)
    with pytest.raises(Conflict, match="scored already"):
        create(bob)
    assert len(files()) == 1
    create(scorer("dora"))
    batches.run_batch(first.pk)
    create(bob)


def test_two_uploads_at_the_same_moment_make_one_batch(bob, monkeypatch):
    real = batch_input.take_in

    def other_click(**kwargs):
        monkeypatch.setattr(batches, "take_in", real)
        create(bob)
        return real(**kwargs)

    monkeypatch.setattr(batches, "take_in", other_click)
    with pytest.raises(Conflict, match="scored already"):
        create(bob)
    assert Batch.objects.count() == len(files()) == 1


def test_a_waiting_batch_can_be_cancelled_and_leaves_nothing(bob):
    batch = create(bob)
    assert batches.cancel_batch(batch=batch, by=bob).state == "cancelled"
    assert not files()
    with pytest.raises(Conflict, match="ended already"):
        batches.cancel_batch(batch=batch, by=bob)
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, batch.columns) == ("cancelled", 0, [])
    with pytest.raises(Conflict, match="has no result: it is cancelled"):
        batches.result_chunks(batch)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_running_batch_can_be_cancelled_and_leaves_nothing(bob, monkeypatch, at):
    monkeypatch.setattr(batch_scoring, "AT_ONCE", 1)
    batch = create(bob)
    real, calls = batch_rows.score_rows, []

    def cancel(*args):
        calls.append(args)
        if len(calls) == at:
            batches.cancel_batch(batch=batch, by=bob)
        return real(*args)

    monkeypatch.setattr("classifier.services.batch_scoring.score_rows", cancel)
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, len(calls)) == ("cancelled", at)
    assert not files()


def test_others_batches_are_not_there(bob, alice):
    batch = scored(bob)
    assert batches.find_batch(batch.pk, bob) == batch
    for attempt in (
        lambda: batches.find_batch(batch.pk, alice),
        lambda: batches.find_batch(uuid4(), bob),
        lambda: batches.cancel_batch(batch=batch, by=alice),
        lambda: batches.delete_batch(batch=batch, by=alice),
    ):
        with pytest.raises(NotFound, match="no such batch of yours"):
            attempt()
    assert not batches.batches_of(alice).exists()


def test_a_result_goes_after_its_time_and_the_counts_stay(bob, settings):
    settings.BATCH_DAYS = 3
    batch = scored(bob)
    assert batch.expires_at
    assert timedelta(days=2.9) < batch.expires_at - timezone.now() < timedelta(days=3)
    Batch.objects.update(expires_at=timezone.now())
    batch.refresh_from_db()
    with pytest.raises(Gone):  # on the minute, before any sweep
        batches.result_chunks(batch)
    assert forget_old_batches() == 1
    assert forget_old_batches() == 0
    batch.refresh_from_db()
    with pytest.raises(Gone, match="removed after its time"):
        batches.first_rows(batch)
    assert not files()
    assert (batch.total, sum(batch.outcomes.values()), batch.columns) == (3, 3, [])


def test_a_deleted_batch_leaves_nothing(bob):
    waiting = create(bob)
    with pytest.raises(Conflict, match="Cancel it first"):
        batches.delete_batch(batch=waiting, by=bob)
    batches.run_batch(waiting.pk)
    batches.delete_batch(batch=waiting, by=bob)
    assert not files()
    assert not Batch.objects.exists()


def test_a_full_disk_is_said_and_leaves_nothing(bob, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(batch_input, "sync", full)
    with pytest.raises(OutOfSpace, match="No space left on device"):
        create(bob)
    assert not files()
    monkeypatch.undo()
    settings.BATCH_DIR = settings.MODEL_DIR.parent / "batches"
    batch = create(bob)
    monkeypatch.setattr(batch_scoring, "sync", full)
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert batch.error.startswith("The disk is full")
    assert not files()


def test_texts_are_neither_in_the_row_nor_in_the_log(bob, caplog):
    with caplog.at_level(logging.DEBUG):
        batch = scored(bob, b"text\nCanary zqx the quokka\n", "canary.csv")
    stored = str(Batch.objects.filter(pk=batch.pk).values().get())
    assert "zqx" not in stored + caplog.text


def test_first_rows_and_shares(bob):
    batch = scored(bob, big_file(30))
    assert [row["id"] for row in batches.first_rows(batch)] == [str(n) for n in range(20)]
