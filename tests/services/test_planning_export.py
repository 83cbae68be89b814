"""What is taken out has the figures of the pages, and comes back as the same plan."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.core.reorg_totals import find_flows, summarise
from classifier.exceptions import InvalidInput
from classifier.models import Scenario
from classifier.services.planning import change_settings
from classifier.services.planning_decisions import check_verb, decide_row
from classifier.services.planning_export import cells_of, in_order, write_rows, write_workbook
from classifier.services.planning_rows import read_tasks

from ..plans import SAMPLE, make_plan, only_scenario


def workbook_of(scenario: Scenario) -> bytes:
    file = io.BytesIO()
    tasks, rows = read_tasks(scenario), in_order(scenario.rows.all())
    write_workbook(file, plan=scenario.plan, scenario=scenario, tasks=tasks, rows=rows)
    return file.getvalue()


def csv_of(scenario: Scenario) -> bytes:
    file = io.BytesIO()
    write_rows(file, ".csv", in_order(scenario.rows.all()))
    return file.getvalue()


def all_cells(scenario: Scenario) -> list[list[object]]:
    return [cells_of(row) for row in in_order(scenario.rows.all())]


@pytest.fixture
def scenario(version, alice) -> Scenario:
    """The sample with decisions of every kind."""
    scenario = only_scenario(make_plan(alice, SAMPLE.read_bytes()))
    verbs = [
        check_verb(kind="accept"),
        check_verb(kind="park", reason="=ask(Kim)"),
        check_verb(kind="override", owner="sales", both=True, reason="'+both, says Lee"),
        check_verb(kind="override", owner="another", reason="– legal"),
    ]
    for number, row in enumerate(scenario.rows.order_by("pk")[:20]):
        decide_row(scenario=scenario, pk=row.pk, seen=0, verb=verbs[number % 4], by=alice)
    plan = scenario.plan
    change_settings(plan=plan, title="Reorg", period="year", hours_per_fte=Decimal("1720.5"))
    return scenario


@pytest.mark.parametrize("take_out", [workbook_of, csv_of])
def test_an_exported_plan_comes_back_identical(scenario, alice, take_out):
    again = only_scenario(make_plan(alice, take_out(scenario)))
    assert all_cells(again) == all_cells(scenario)
    assert read_tasks(again) == read_tasks(scenario)
    assert again.plan.version == scenario.plan.version
    assert again.plan.owners_confirmed
    assert again.changes.get().kind == "restore"


def test_a_workbook_brings_the_settings_back_too(scenario, alice):
    again = only_scenario(make_plan(alice, workbook_of(scenario)))
    assert (again.plan.period, again.plan.hours_per_fte) == ("year", Decimal("1720.50"))


def test_workbook_and_csv_agree_with_the_page(scenario):
    tasks = read_tasks(scenario)
    summary, flows = summarise(tasks), find_flows(tasks)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(scenario)))
    assert book.sheetnames == ["summary", "moves", "roles", "people", "hand-overs", "rows"]
    lines = list(book["summary"].values)
    for line, one in zip(lines[1:5], (*summary.teams, summary.total), strict=True):
        assert line[1:4] == (one.before.tasks, one.after.tasks, one.net.tasks)
        assert [Decimal(str(cell)) for cell in line[4:7]] == [
            one.before.hours, one.after.hours, one.net.hours,
        ]  # fmt: skip
    assert lines[4][4] == lines[4][5], "hours before equal hours after"
    shown = [line[:4] for line in lines[7 : 7 + len(flows)]]
    assert shown == [(f.source, f.target, f.amount.tasks, float(f.amount.hours)) for f in flows]
    moved = [task for task in tasks if task.moves]
    assert book["moves"].max_row - 1 == len(moved) == summary.moving.tasks
    assert sum(Decimal(str(r[7])) for r in list(book["moves"].values)[1:]) == summary.moving.hours
    roles = list(book["roles"].values)
    assert sum(Decimal(str(row[2])) for row in roles[1:]) == summary.total.before.hours
    read = list(csv.DictReader(io.StringIO(csv_of(scenario).decode())))
    assert len(read) == len(tasks)
    for team in summary.teams:
        mine = [Decimal(r["hours"]) for r in read if r["proposed owner"] == team.team]
        assert sum(mine) == team.after.hours
    assert sum(row["move"] == "yes" for row in read) == summary.moving.tasks
    assert {row["model version"] for row in read} == {"1"}


def test_no_cell_is_a_formula(scenario):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(scenario)))
    assert not [c for page in book for row in page for c in row if c.data_type == "f"]
    assert b"\n=" not in csv_of(scenario)
    assert b",=" not in csv_of(scenario)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (b",overridden,another,", b",overridden,,", "decided owner"),
        (b",accepted,", b",maybe,", "it must be one of open, accepted"),
        (b",1,open,", b",x,open,", "model version"),
    ],
)
def test_a_spoilt_export_is_refused_by_cell(scenario, alice, before, after, message):
    with pytest.raises(InvalidInput, match=message):
        make_plan(alice, csv_of(scenario).replace(before, after, 1))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_ruling_of_no_sensible_year_is_refused_by_cell(scenario, alice, moment):
    header, first, *rest = csv.reader(io.StringIO(csv_of(scenario).decode()))
    first[header.index("decided at")] = moment
    sheet = io.StringIO()
    csv.writer(sheet).writerows([header, first, *rest])
    with pytest.raises(InvalidInput, match=rf"2 \(decided at\) has “{moment[:10]}.*1900 to 2200"):
        make_plan(alice, sheet.getvalue())


TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.tuples(
            TEXT,
            TEXT,
            st.sampled_from(["Sales", "=Brand", "Ops"]),
            st.decimals(0, 99_999, places=2),
            TEXT,
            st.none() | st.decimals(0, 9_999, places=2),
        ),
        min_size=1,
        max_size=6,
    )
)
@pytest.mark.parametrize("take_out", [workbook_of, csv_of])
def test_random_plans_come_back_identical(version, alice, take_out, rows):
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(["role", "task", "owner", "hours", "person", "cost"])
    for role, task, owner, hours, person, cost in rows:
        writer.writerow([f"r {role}", f"t {task}", owner, hours, person, cost])
    scenario = only_scenario(make_plan(alice, sheet.getvalue()))
    again = only_scenario(make_plan(alice, take_out(scenario)))
    assert all_cells(again) == all_cells(scenario)
    total = summarise(read_tasks(again)).total
    assert total.before.hours == total.after.hours == sum(row[3] for row in rows)
