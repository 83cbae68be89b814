"""`manage.py plan`."""

import csv
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from classifier.models import Plan
from classifier.services.planning import change_settings
from classifier.services.planning_export import in_order, write_workbook
from classifier.services.planning_offline import plan_offline
from classifier.services.planning_rows import read_tasks

from ..plans import SAMPLE, SMALL, make_plan, only_scenario


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


def test_a_workbook_keeps_its_settings(version, alice, tmp_path):
    plan = make_plan(alice)
    change_settings(plan=plan, title="x", period="year", hours_per_fte=Decimal(1600))
    scenario, path = only_scenario(plan), tmp_path / "plan.xlsx"
    with path.open("wb") as file:
        write_workbook(
            file,
            plan=plan,
            scenario=scenario,
            tasks=read_tasks(scenario),
            rows=in_order(scenario.rows.all()),
        )
    made = plan_offline(content=path.read_bytes(), title="again")
    assert (made.plan.period, made.plan.hours_per_fte) == ("year", Decimal(1600))
    assert made.plan.version == version


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
