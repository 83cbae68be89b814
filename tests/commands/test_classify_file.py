"""`classify --file`: checked first, one version, and gone on with after a kill."""

import csv
import json
import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from classifier.services import batches, file_scoring, registry
from classifier.services.batch_rows import COLUMNS
from classifier.services.file_checkpoint import open_part
from classifier.services.labelling import add_example

from ..batches import SMALL, big_file, result_csv, scored, scorer
from ..conftest import train_here
from ..processes import ROOT, environment, start

ROWS = 10_000

_KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from classifier.services import file_scoring
source, out, place, number = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
file_scoring.AT_ONCE = 1_000
real, calls = getattr(file_scoring, place), []
def killed(*arguments, **more):
    value = real(*arguments, **more)
    calls.append(None)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return value
setattr(file_scoring, place, killed)
call_command("classify", file=source, output=out)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(big_file(ROWS))
    return path


def classify(source: Path, out: Path, **options) -> None:
    call_command("classify", file=str(source), output=str(out), **options)


def kill_at(source: Path, out: Path, place: str, number: int) -> None:
    process = start("-c", _KILLED, str(source), str(out), place, str(number))
    assert process.wait() == -signal.SIGKILL
    assert not out.exists()


def cells(path: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [list(row) for row in book.active.values]
    finally:
        book.close()


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.glob(f"{out.name}*"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "kill", "rows"),
    [
        ("out.csv", ("score_rows", 1), 0),
        ("out.csv", ("sync", 1), 0),
        ("out.csv", ("store", 3), 3_000),
        ("out.csv", ("csv_line", 5_501), 5_000),
        ("out.csv", ("store", 10), 10_000),
        ("out.jsonl", ("sync", 8), 7_000),
        ("out.xlsx", ("pack", 4_200), 4_000),
        ("out.xlsx", ("write_workbook", 1), 10_000),
    ],
)
def test_a_killed_run_is_gone_on_with_by_the_same_command(version, source, name, kill, rows):
    out, whole = source.with_name(name), source.with_name(f"whole-{name}")
    classify(source, whole)
    kill_at(source, out, *kill)
    checkpoint = source.with_name(f"{name}.part.json")
    assert (json.loads(checkpoint.read_bytes())["rows"] if checkpoint.exists() else 0) == rows
    classify(source, out)
    assert beside(out) == [name]
    if name == "out.xlsx":
        found, expected = cells(out), cells(whole)
        assert found == expected
        assert len(found) == ROWS + 1
    else:
        assert out.read_bytes() == whole.read_bytes()


@pytest.mark.django_db(transaction=True)
def test_what_was_begun_by_a_version_is_ended_by_it(version, source, tmp_path):
    out = tmp_path / "out.csv"
    kill_at(source, out, "store", 3)
    add_example(text="Ring the bell of lapsed buyers", label="sales", domain="law")
    registry.activate(version=train_here(), by=None, reason="test")
    classify(source, out)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["model_version"] for row in rows} == {"1"}
    assert [row["id"] for row in rows] == [str(number) for number in range(ROWS)]


@pytest.mark.django_db(transaction=True)
def test_restart_begins_anew(version, source, tmp_path):
    out = tmp_path / "out.csv"
    kill_at(source, out, "store", 3)
    source.write_bytes(SMALL)
    with pytest.raises(CommandError, match=r"is of another input.*Give --restart"):
        classify(source, out)
    classify(source, out, restart=True)
    assert len(out.read_text().splitlines()) == 4
    assert beside(out) == ["out.csv"]


@pytest.mark.django_db(transaction=True)
def test_a_version_that_is_not_here_any_more_is_named(version, source, tmp_path):
    out = tmp_path / "out.csv"
    kill_at(source, out, "store", 1)
    path = tmp_path / "out.csv.part.json"
    path.write_text(path.read_text().replace(version.sha256, "0" * 64))
    with pytest.raises(CommandError, match="Version 1, by which the first rows were scored"):
        classify(source, out)
    path.write_text("{}")
    with pytest.raises(CommandError, match="cannot be read"):
        classify(source, out)
    classify(source, out, restart=True)


def test_two_runs_at_once_on_one_file_are_refused_with_3(version, source, tmp_path):
    out = tmp_path / "out.csv"
    with open_part(out, 0), pytest.raises(CommandError, match="Another run writes") as refusal:
        classify(source, out)
    assert refusal.value.returncode == 3


@pytest.mark.django_db(transaction=True)
def test_the_command_and_the_batches_write_the_same(version, tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(SMALL)
    classify(source, out)
    batch = scored(scorer("bob"))
    assert out.read_bytes() == b"".join(batches.result_chunks(batch))
    with out.open(newline="", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == result_csv(batch)
    assert list(result_csv(batch)[0]) == ["id", "text", *COLUMNS]


def test_the_whole_file_is_checked_before_a_row_is_written(version, tmp_path, source):
    source.write_bytes(big_file(3_000) + b"x,\ny,\n")
    out = tmp_path / "out.csv"
    with pytest.raises(CommandError, match=r"Row 3002 has no text.* Row 3003 has no text"):
        classify(source, out)
    assert not beside(out)


def test_json_lines_with_late_keys_lose_none(version, tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text('{"text": "Call"}\n{"text": "Write ads", "late": "kept"}\n')
    classify(source, out)
    with out.open(newline="", encoding="utf-8") as file:
        assert [row["late"] for row in csv.DictReader(file)] == ["", "kept"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("out.pdf", "“.pdf” cannot be written"), ("folder.csv", "is a folder"), ("no/out.csv", "No")],
)
def test_an_output_that_cannot_be_is_said_at_once(version, source, tmp_path, name, message):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CommandError, match=message):
        classify(source, tmp_path / name)


@pytest.mark.django_db(transaction=True)
def test_standard_input_and_output_are_read_and_written(version):
    done = subprocess.run(
        [sys.executable, "manage.py", "classify", "--file", "-"],
        cwd=ROOT,
        env=environment(),
        input=SMALL,
        capture_output=True,
        check=True,
    )
    assert [row["id"] for row in csv.DictReader(done.stdout.decode().splitlines())] == [
        "7",
        "8",
        "9",
    ]


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_run_says_how_to_go_on(version, source, tmp_path, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    out = tmp_path / "out.csv"
    with monkeypatch.context() as patch:
        patch.setattr(file_scoring, "store", interrupt)
        with pytest.raises(CommandError, match="same command again to go on") as stop:
            classify(source, out)
    assert stop.value.returncode == 130
    classify(source, out)
    assert len(out.read_text().splitlines()) == ROWS + 1


@pytest.mark.django_db(transaction=True)
def test_the_bar_counts_the_rows_on_standard_error(version, source, tmp_path):
    terminal, inner = os.openpty()
    termios.tcsetwinsize(inner, (24, 100))
    process = subprocess.Popen(
        [sys.executable, "manage.py", "classify", "--file", source, "--output", tmp_path / "o.csv"],
        cwd=ROOT,
        env=environment(),
        stderr=inner,
        stdout=subprocess.PIPE,
    )
    os.close(inner)
    seen = b""
    try:
        while chunk := os.read(terminal, 4096):
            seen += chunk
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    assert process.wait() == 0
    assert process.stdout
    assert process.stdout.read() == b""
    process.stdout.close()
    assert b"Scoring: 100%" in seen
    assert b"10000/10000" in seen


@pytest.mark.django_db(transaction=True)
def test_memory_does_not_grow_with_the_rows(version, tmp_path):
    program = """
import resource, sys
import django
django.setup()
from django.core.management import call_command
peaks = []
for rows in (5_000, 60_000):
    with open(sys.argv[1], "w") as file:
        file.write("text\\n")
        for n in range(rows):
            file.write(f"Call client {n} of region {n % 97} about offer {n * 7}\\n")
    call_command("classify", file=sys.argv[1], output=sys.argv[2])
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(peaks[1] - peaks[0])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "in.csv", tmp_path / "out.csv"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 100
