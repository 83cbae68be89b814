"""No export holds a cell that a spreadsheet would run, and each comes back as it was."""

import csv
import io

import pytest

from classifier.core.formulas import escape, restore
from classifier.core.text import normalise
from classifier.models import Example, LabelChange, OwnerMapping, Plan, PlanRow, ScenarioRow
from classifier.models.choices import Channel
from classifier.services import batches, exports, imports, labelling
from classifier.services.import_save import ImportChoices
from classifier.services.planning_export import in_order, write_rows, write_workbook
from classifier.services.planning_rows import read_tasks

from ..batches import result, scored, scorer
from ..plans import HEAD, make_plan, only_scenario
from ..triggers import FORMULA, TRIGGERS, csv_cells, running, sheet_cells

STORED = [cell for cell in TRIGGERS if "\x00" not in cell]  # PostgreSQL keeps no NUL
FORMS = ("csv", "xlsx")


def safe(form: str, content: bytes) -> int:
    """Return how many cells of a file are text, having found none that would run."""
    if form == "csv":
        cells = csv_cells(content)
        assert not running(cells)
        return len(cells)
    types = [cell.data_type for cell in sheet_cells(content)]
    assert set(types) == {"s"}
    return len(types)


def test_control_a_file_without_escapes_is_seen():
    file = io.StringIO(newline="")
    csv.writer(file).writerows([cell] for cell in TRIGGERS)
    shown = csv_cells(file.getvalue().encode())
    assert [cell for cell in TRIGGERS if cell not in running(shown)] == [
        "'=1+1",  # stands escaped already
        '"=1+1"',  # quotes are no formula
    ]
    assert len(TRIGGERS) == 24


def test_each_cell_is_escaped_and_restored():
    assert not running([escape(cell) for cell in TRIGGERS])
    assert [restore(escape(escape(cell))) for cell in TRIGGERS] == [*map(escape, TRIGGERS)]
    assert [restore(escape(cell)) for cell in TRIGGERS] == [*TRIGGERS]


def fields() -> list[tuple[str, ...]]:
    rows = Example.objects.order_by("pk")
    return [*rows.values_list("text", "domain", "source", "notes", "label_changes__reason")]


@pytest.mark.parametrize("form", FORMS)
def test_examples_and_their_history(alice, form):
    for number, cell in enumerate(STORED):
        row = labelling.add_example(text=f"{cell} {number}", label="sales", domain=cell.strip())
        labelling.correct_label(
            example=row, label="neither", by=alice, channel=Channel.PAGE, reason=cell
        )
        Example.objects.filter(pk=row.pk).update(source=cell.strip()[:40], notes=cell)
    LabelChange.objects.filter(from_label="").delete()
    alice.username = "@alice"
    alice.save()
    before, file = fields(), io.BytesIO()
    exports.export_examples(file=file, format_name=form, examples=Example.objects.all())
    assert safe(form, file.getvalue()) > 5 * len(STORED)
    Example.objects.all().delete()
    choices = ImportChoices()
    imports.import_file(
        file=io.BytesIO(file.getvalue()), name="x", codes="", choices=choices, dry_run=False
    )
    kept = 5 if form == "xlsx" else 4  # a CSV has no history
    assert [row[:kept] for row in fields()] == [row[:kept] for row in before]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", FORMS)
def test_results_of_batches(version, form):
    bob, file = scorer("bob"), io.StringIO(newline="")
    names = ["text", "note", "=1+1", "＠x", "a;=1+1;x"]
    rows = [[f"{cell} {number}", cell, cell, cell, cell] for number, cell in enumerate(STORED)]
    csv.writer(file).writerows([[escape(cell) for cell in row] for row in (names, *rows)])
    first = scored(bob, file.getvalue().encode(), "=cmd.csv")
    content = b"".join(batches.result_chunks(first, form))
    assert safe(form, content) > 5 * len(STORED)
    again = scored(bob, content, f"again.{form}")
    columns = ("text", "note", *names[2:])
    for one, two, row in zip(result(first), result(again), rows, strict=True):
        assert [one[name] for name in columns[1:]] == row[1:]
        assert normalise(one["text"]) == normalise(row[0])
        assert [two[name] for name in columns] == [one[name] for name in columns]


@pytest.fixture
def plan(version, alice) -> Plan:
    plan = make_plan(alice, HEAD + "".join(f"r,Call {n},o{n},1,p\n" for n in range(len(STORED))))
    plan.title = plan.scenarios.get().name = FORMULA
    plan.save()
    for number, row in enumerate(PlanRow.objects.order_by("number")):
        cell = " ".join(f"{STORED[number]} {number}".split())  # as a sheet's cells are read
        OwnerMapping.objects.filter(pk=row.owner_id).update(name=cell)
        PlanRow.objects.filter(pk=row.pk).update(role=cell, task=cell, person=cell, site=cell)
        ScenarioRow.objects.filter(row=row).update(
            words=cell, reason=cell, decided_by=cell, owner="sales", verdict="overridden"
        )
    return plan


def taken_out(plan: Plan, form: str) -> bytes:
    scenario, file = only_scenario(plan), io.BytesIO()
    rows = in_order(scenario.rows.all())
    if form == "csv":
        write_rows(file, ".csv", rows)
    else:
        write_workbook(file, plan=plan, scenario=scenario, tasks=read_tasks(scenario), rows=rows)
    return file.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_plans(plan, alice, form):
    content = taken_out(plan, form)
    assert safe(form, content) > 8 * len(STORED)
    again = make_plan(alice, content)
    texts = ("row__role", "row__task", "row__owner__name", "row__person", "reason", "decided_by")
    before, after = (
        [*only_scenario(one).rows.order_by("pk").values_list(*texts)] for one in (plan, again)
    )
    assert len(before) == len(STORED)
    assert after == before


def test_names_of_errors_stay_text_in_a_plan(version, alice):
    plan = make_plan(alice, HEAD + "#N/A,Call #REF!,#NAME?,1,_x0041_\n")
    content = taken_out(plan, "xlsx")
    assert safe("xlsx", content)
    row = make_plan(alice, content).rows.get()
    assert (row.role, row.owner.name, row.person) == ("#N/A", "#NAME?", "_x0041_")
