"""`manage.py plan`."""

import csv
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from classifier.models import Plan

from ..plans import SAMPLE, SMALL


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(SMALL)
    return path


def test_a_sheet_becomes_rows_with_owner_confidence_and_move(version, sheet, tmp_path, capsys):
    call_command("plan", sheet, output=tmp_path / "out.csv")
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["suggested owner"] for row in rows] == ["sales", "marketing", "marketing", "unsure"]
    assert [row["move"] for row in rows] == ["yes", "yes", "no", "no"]
    assert [row["status"] for row in rows] == ["move", "move", "keep", "discuss"]
    assert all(0 <= float(row["confidence"]) <= 1 for row in rows)
    assert (
        "4 tasks with 10.75 hours: 2 move with 5.75 hours, 1 to discuss" in capsys.readouterr().out
    )
    assert not Plan.objects.exists(), "nothing is kept"


def test_a_workbook_holds_every_sheet_and_equal_hours(version, tmp_path, capsys):
    call_command("plan", SAMPLE, output=tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    total = list(book["summary"].values)[4]
    assert total[4] == total[5] == 581
    rows = list(book["rows"].values)
    assert sum(Decimal(str(row[3])) for row in rows[1:]) == 581
    assert "“Key Accounts” is taken for sales." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "output", "message"),
    [
        ("role,task,owner,hours\na,b c,d,-1\n", "out.csv", r"D2 \(hours\) has “-1”"),
        ("role,task,hours\na,b c,1\n", "out.csv", "No column is named “owner”"),
        (SMALL, "out.pdf", "“.pdf” cannot be written"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_nothing_is_written(
    version, tmp_path, content, output, message
):
    path = tmp_path / "in.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=message):
        call_command("plan", path, output=tmp_path / output)
    assert not (tmp_path / output).exists()


def test_without_a_model_it_says_so(db, sheet, tmp_path):
    with pytest.raises(CommandError, match="No model is active"):
        call_command("plan", sheet, output=tmp_path / "out.csv")
