import csv
import io
import json

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from classifier.models import ModelVersion, TrainingRun
from classifier.models.choices import Channel
from classifier.services import labelling

KEYS = {
    "n", "version", "accuracy_binary", "macro_f1", "coverage", "answered_accuracy",
    "ece", "brier", "shared_recall", "per_label", "confusion",
}  # fmt: skip


def run(*args, **options) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_classify_says_owner_and_version(version):
    assert "sales" in run("classify", "Cold call prospects", "Draft a press release")
    [record] = json.loads(run("classify", "Cold call prospects", json=True))
    assert (record["decision"], record["model_version"]) == ("sales", 1)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
def test_classify_scores_a_file(version, tmp_path, suffix):
    source = tmp_path / "in.csv"
    source.write_text(
        "id,text\n7,Draft press releases for the media\n8,=SUM(A1)\n", encoding="utf-8"
    )
    target = tmp_path / f"out.{suffix}"
    run("classify", file=str(source), output=str(target))
    if suffix == "csv":
        rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
        assert rows[0]["decision"] == "marketing"
        assert rows[0]["model_version"] == "1"
        assert rows[1]["text"] == "'=SUM(A1)"
        assert [row["id"] for row in rows] == ["7", "8"]
    assert target.stat().st_size


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("text,label\n", "no rows"),
        ("text,id\nx,1\n,2\n", "Row 3 has no text"),
    ],
)
def test_classify_names_what_is_wrong_with_a_file(version, tmp_path, content, message):
    source = tmp_path / "in.csv"
    source.write_text(content)
    with pytest.raises(CommandError, match=message):
        run("classify", file=str(source), output=str(tmp_path / "out.csv"))


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_opened_is_one_line(version, tmp_path, name):
    with pytest.raises(CommandError):
        run("classify", file=str(tmp_path / name))
    with pytest.raises(CommandError):
        run("evaluate", str(tmp_path / name))


def test_evaluate_prints_the_promised_keys(version, tmp_path):
    path = tmp_path / "labelled.csv"
    path.write_text("text,label\nDraft a press release,marketing\nCall clients,Sales\n")
    figures = json.loads(run("evaluate", str(path), json=True))
    assert set(figures) == KEYS
    assert (figures["n"], figures["version"], figures["accuracy_binary"]) == (2, 1, 1.0)
    assert "macro_f1" in run("evaluate", str(path))


def test_evaluate_does_not_use_what_curators_said_of_the_same_text(
    transactional_db, version, tmp_path, alice
):
    from classifier.models import Example

    from ..conftest import train_here

    example = Example.objects.filter(label="sales", is_test=True)[0]
    labelling.correct_label(example=example, label="neither", by=alice, channel=Channel.PAGE)
    train_here(activate=True)
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps({"text": example.text, "label": "neither"}))
    figures = json.loads(run("evaluate", str(path), json=True))
    assert figures["confusion"]["neither"]["neither"] == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text\nx\n", "Row 2 has no column “label”"),
        ("text,label\nx,buy\n", "“buy” is no label"),
        (
            "label,text\nmarketing,Plan, and sell\n",
            "Row 2: The row has 3 cells but the header has 2",
        ),
        ("text,label,label\nx,sales,marketing\n", "The header names the column “label” twice"),
    ],
)
def test_evaluate_names_the_bad_row(version, tmp_path, content, message):
    path = tmp_path / "labelled.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=message):
        run("evaluate", str(path))


@pytest.mark.django_db(transaction=True)
def test_train_prints_the_left_out_domains_and_activates(examples):
    printed = run("train", activate=True)
    assert "Leave-domain-out cross-validation" in printed
    assert ModelVersion.objects.get().is_active
    with pytest.raises(CommandError, match="Nothing changed"):
        run("train")


def test_train_beside_another_training_ends_with_3(examples):
    TrainingRun.objects.create()
    with pytest.raises(CommandError) as refusal:
        run("train")
    assert refusal.value.returncode == 3


def test_activate_names_unknown_versions(version):
    with pytest.raises(CommandError, match=r"There is no version 9\. The newest is 1\."):
        run("activate", "9")
    with pytest.raises(CommandError, match="no earlier version"):
        run("activate", rollback=True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file"),
        ("[{", "Expecting"),
        ('[{"label": "sales"}]', "'text'"),
        ("[1]", "int"),
    ],
)
def test_setup_names_a_fixture_that_cannot_be_loaded(db, settings, tmp_path, content, told):
    settings.STATIC_ROOT = tmp_path / "static"
    if content:
        (tmp_path / "vocabulary.json").write_text(content)
    with pytest.raises(CommandError, match=f"vocabulary.json cannot be loaded: .*{told}"):
        run("setup", fixtures=tmp_path)


def test_setup_makes_one_administrator_and_shows_the_password_once(version, monkeypatch, settings):
    settings.STATIC_ROOT = settings.MODEL_DIR.parent / "static"
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    first, second = run("setup"), run("setup")
    password = first.split("password: ")[1].split()[0]
    assert User.objects.get().check_password(password)
    assert "password" not in second
    assert TrainingRun.objects.count() == 1


def test_setup_holds_the_administrators_password_to_the_rules(version, monkeypatch, settings):
    settings.STATIC_ROOT = settings.MODEL_DIR.parent / "static"
    monkeypatch.setenv("ADMIN_PASSWORD", "password")
    with pytest.raises(CommandError, match=r"ADMIN_PASSWORD: .* at least 12 characters"):
        run("setup")
    assert not User.objects.exists()
    monkeypatch.setenv("ADMIN_PASSWORD", "a long word for the first of all")
    assert "from ADMIN_PASSWORD" in run("setup")
    monkeypatch.setenv("ADMIN_PASSWORD", "password")
    run("setup")  # there is one already
