"""Good sheets are read exactly; bad ones are refused by the name of the cell."""

import io
import time
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.core.errors import TableError
from classifier.core.plan_columns import find_columns
from classifier.core.plan_grid import read_grids
from classifier.core.plan_numbers import NumberError, find_decimal_marks, parse_number
from classifier.core.plan_sheet import PlanSheet, SheetError, choose_grid, read_plan_sheet

from ..broken_files import far_cell

HEAD = "role,task,owner,hours\n"


def read(content: str | bytes) -> PlanSheet:
    raw = content.encode() if isinstance(content, str) else content
    grid = choose_grid(read_grids(raw))
    assert grid
    return read_plan_sheet(grid)


def book(*sheets, merge: str = "") -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets):
        page = made.create_sheet(f"s{number}")
        for row in rows:
            page.append(row)
    if merge:
        made.worksheets[0].merge_cells(merge)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with its first sheet's XML changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = before.read(name)
            is_sheet = name == "xl/worksheets/sheet1.xml"
            after.writestr(name, part.replace(old, new) if is_sheet else part)
    return file.getvalue()


NAMES = ["Role", "Task", "Owner", "Hours"]


def test_columns_are_matched_by_name_in_any_order_and_case():
    sheet = read("Site;Hours per week;TEAM;Job title;Activity;colour\nOslo;3;Sales;AE;Call;red\n")
    [row] = sheet.rows
    assert (row.role, row.task, row.owner, row.site) == ("AE", "Call", "Sales", "Oslo")
    assert (row.number, row.hours, row.person, row.cost) == (2, Decimal("3.00"), "", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_csv_of_many_makes(encoding, delimiter):
    text = (
        HEAD.replace(",", delimiter)
        + f'É{delimiter}"Write{delimiter} ads"{delimiter}M{delimiter}7\n'
    )
    [row] = read(text.encode(encoding)).rows
    assert (row.role, row.task, row.hours) == ("É", f"Write{delimiter} ads", Decimal("7.00"))


def test_a_line_that_names_the_separator_is_heeded():
    assert read("sep=;\n" + HEAD.replace(",", ";") + "a;b, c;d;1\n").rows[0].number == 3


def test_pasted_cells_may_hold_commas():
    [row] = read("role\ttask\towner\thours\nAE\tCall, write, visit\tSales\t2,5\n").rows
    assert (row.task, row.hours) == ("Call, write, visit", Decimal("2.50"))


def test_decimal_commas_and_points_may_be_mixed_where_nothing_is_doubtful():
    sheet = read(
        'role;task;owner;hours\na;b;c;3,5\na;b2;c;3.25\na;b3;c;"1.234,5"\na;b4;c;1,234.5\n'
    )
    assert [str(row.hours) for row in sheet.rows] == ["3.50", "3.25", "1234.50", "1234.50"]


def test_a_doubtful_comma_is_settled_by_its_column():
    sheet = read("role;task;owner;hours\na;b;c;3,5\na;b2;c;1,234\n")
    assert sheet.rows[1].hours == Decimal("1.23")
    assert "D3" in sheet.notices[0]
    with pytest.raises(TableError, match=r"D4 \(hours\) has “1,234”, which could mean"):
        read("role;task;owner;hours\na;b;c;3,5\na;b2;c;3.5\na;b3;c;1,234\n")


def test_duplicate_rows_are_counted_and_told():
    sheet = read(HEAD + "a,b c,d,1\na,b c,d,1\na,b c,d,2\n")
    assert len(sheet.rows) == 3
    assert "rows 2 and 3" in sheet.notices[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        (HEAD, "no rows"),
        ("role,task,hours\na,b,1\n", "No column is named “owner”. Row 1 has “role”, “task”, “h"),
        (HEAD + "a,b c,d,1\na,b, c,d,1\n", "^Row 3 has 5 cells but the header has 4. Put quotes"),
        (HEAD + "a,b c,d,1,5\n", "^Row 2 has 5 cells but the header has 4"),
        (HEAD + "a,b c,d,-3\n", r"D2 \(hours\) has “-3”; hours cannot be negative"),
        (HEAD + "a,b c,d,−3\n", "cannot be negative"),
        (HEAD + "a,b c,d,(3)\n", "cannot be negative"),
        (HEAD + "a,b c,d,NaN\n", r"D2 \(hours\) has “NaN”, which is no number"),
        (HEAD + "a,b c,d,inf\n", "no number"),
        (HEAD + "a,b c,d,1e308\n", r"D2 \(hours\) has “1e308”; that is more"),
        (HEAD + "a,b c,d,1e9999\n", r"D2 \(hours\) has “1e9999”"),
        (HEAD + "a,b c,d,=2*3\n", r"D2 \(hours\) has “=2\*3”, which is no number"),
        (HEAD + "a,b c,d,\n", r"D2 \(hours\) is empty"),
        (HEAD + "a,,d,1\n", r"B2 \(task\) is empty"),
        (HEAD + ",b c,d,1\n", r"A2 \(role\) is empty"),
        (HEAD + "a,b c,,1\n", r"C2 \(owner\) is empty"),
        (HEAD + "a," + "x" * 2001 + ",d,1\n", r"B2 \(task\): The text has 2,001 characters"),
        (HEAD + "x" * 201 + ",b c,d,1\n", r"A2 \(role\) has 201 characters"),
        (HEAD + "a,\u200b,d,1\n", r"B2 \(task\) is empty"),
        (HEAD + 'a,"open,d,1\n', "Row 2 cannot be read as CSV"),
        (HEAD.encode() + b"Caf\xe9,b c,d,1\n", "Row 2 is not UTF-8"),
        (b"\xff\xfe" + HEAD.encode("utf-16-le") + b"\x00\xd8a\x00", "Row 2 is not UTF-16"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (HEAD.encode() + b"a,b\x00c,d,1\n", "Row 2 holds NUL"),
        (b"PK\x03\x04 no zip", "not an XLSX workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old .xls"),
        (far_cell(), "reaches to row"),
        (HEAD + "a,b c,d,1\n" * 50_001, "more than 50,000 rows"),
    ],
)
def test_bad_sheets_are_refused_by_cell(content, message):
    with pytest.raises(TableError, match=message):
        read(content)


def test_every_bad_cell_is_named_up_to_ten():
    with pytest.raises(TableError) as caught:
        read(HEAD + "a,b c,d,-1\n" * 12)
    assert str(caught.value).count("(hours)") == 10
    assert "2 more cells" in str(caught.value)


def test_fifty_thousand_rows_are_taken():
    assert len(read(HEAD + "a,b c,d,1\n" * 50_000).rows) == 50_000


def test_titles_above_the_header_and_merged_roles_are_understood():
    rows = [["Plan 2026", None, None, None], [], NAMES, ["AE", "Call x", "Sales", 3]]
    sheet = read(book([*rows, [None, "Call y", "Sales", 3.5]], merge="A4:A5"))
    assert [(row.number, row.role, row.task) for row in sheet.rows] == [
        (4, "AE", "Call x"),
        (5, "AE", "Call y"),
    ]
    assert any("Merged cells" in notice for notice in sheet.notices)


def test_merged_hours_are_refused_by_name():
    rows = [NAMES, ["AE", "Call x", "Sales", 3], ["AE", "Call y", "Sales", None]]
    with pytest.raises(TableError, match=r"D3 .* merged cell D2:D3"):
        read(book(rows, merge="D2:D3"))


def test_a_number_that_is_merged_over_a_blank_row_makes_no_number_of_the_next():
    rows = [NAMES, ["AE", "Call x", "Sales", 3], [], ["AE", "Call y", "Sales", "1,234"]]
    with pytest.raises(TableError, match=r"D4 \(hours\) has “1,234”, which could mean"):
        read(book(rows, merge="D2:D3"))


def test_merged_cells_that_overlap_are_refused_before_they_cost_time():
    rows = [NAMES, *(["AE", f"Call {n}", "Sales", n] for n in range(2_000))]
    ranges = b'<mergeCells><mergeCell ref="A2:A2001"/>' + b'<mergeCell ref="A3:A2001"/>' * 2_000
    content = with_part(book(rows), b"</sheetData>", b"</sheetData>" + ranges + b"</mergeCells>")
    with pytest.raises(TableError, match="sheet “s0” span more than 500,000 rows together"):
        read(content)


def test_a_formula_without_its_value_is_named():
    with pytest.raises(TableError, match=r"D2 \(hours\) is empty.*formula"):
        read(book([NAMES, ["AE", "Call x", "Sales", "=1+2"]]))


def test_rows_of_formulas_without_values_do_not_vanish_from_a_plan():
    rows = [NAMES, ["AE", "Call x", "Sales", 3], ["=A2", '="Call"&" y"', "=C2", "=1+2"]]
    with pytest.raises(TableError, match=r"A3 \(role\) is empty, as its formula.* D3 \(hours\)"):
        read(book(rows))
    with pytest.raises(TableError, match=r"^B3 \(task\) is empty, as its formula was never calc"):
        read(book([*rows[:2], ["AE", "=B2", "Sales", 1]]))


def test_errors_of_formulas_are_named_in_the_columns_that_are_read():
    head = [*NAMES, "cost", "colour"]
    rows = [head, ["AE", "Call x", "Sales", "#DIV/0!", "#REF!", "#N/A"]]
    with pytest.raises(TableError) as caught:
        read(book(rows))
    assert str(caught.value) == (
        "D2 (hours) holds the error #DIV/0! of a formula; correct the formula. "
        "E2 (cost) holds the error #REF! of a formula; correct the formula."
    )


def test_formulas_beside_the_plan_do_no_harm():
    rows = [NAMES, ["AE", "Call x", "Sales", 3, "=1"], [None] * 4 + ["=2"]]
    assert len(read(book(rows, [["=A1"]])).rows) == 1


def test_numbers_of_a_workbook_need_no_guess():
    sheet = read(book([NAMES, ["AE", "Call x", "Sales", 1.234], ["AE", "y z", "Sales", 1234]]))
    assert [str(row.hours) for row in sheet.rows] == ["1.23", "1234.00"]


def test_of_two_sheets_the_one_with_the_columns_is_read():
    data = [NAMES, ["AE", "Call x", "Sales", 3]]
    assert read(book([["notes"], ["hello"]], data)).name == "s1"
    assert choose_grid(read_grids(book(data, data))) is None
    chosen = choose_grid(read_grids(book(data, data)), sheet="s1")
    assert chosen
    assert chosen.name == "s1"
    with pytest.raises(TableError, match=r"no sheet “s7”\. The sheets are “s0”, “s1”"):
        choose_grid(read_grids(book(data, data)), sheet="s7")


@pytest.mark.parametrize("content", [HEAD + "a,b c,d,1,,\n", HEAD[:-1] + ",,\na,b c,d,1,,x\n"])
def test_cells_beyond_the_named_columns_may_be_empty(content):
    assert len(read(content).rows) == 1


def test_a_sheet_of_a_csv_is_not_looked_for():
    with pytest.raises(TableError, match=r"Only workbooks have sheets\. Leave “s1” out"):
        choose_grid(read_grids(HEAD.encode()), sheet="s1")


def test_two_columns_of_one_name_are_not_guessed():
    [grid] = read_grids(b"role,task,Hours,hours\na,b,1,2\n")
    columns = find_columns(grid)
    assert columns.missing == ["owner", "hours"]
    assert columns.explain_missing() == (
        "No column is named “owner”. More than one column is named “hours”."
    )


def test_an_optional_column_that_is_named_twice_is_told():
    sheet = read("role,task,owner,hours,person,Person\na,b,c,1,Ann,Bob\n")
    assert sheet.rows[0].person == ""
    assert sheet.notices == ["More than one column is named “person”; none of them was read."]


def test_a_column_without_a_name_may_be_chosen():
    grid = choose_grid(read_grids(b"role,task,owner\na,b c,d,2\n"))
    assert grid
    places = {"role": 0, "task": 1, "owner": 2, "hours": 3}
    sheet = read_plan_sheet(grid, replace(find_columns(grid), places=places))
    assert sheet.rows[0].hours == 2


def test_a_row_of_nothing_but_errors_is_passed_over_and_told():
    rows = [NAMES, ["AE", "Call x", "Sales", 3], [None, None, "x", None]]
    cell = b'<c r="C3" t="inlineStr"><is><t>x</t></is></c>'
    content = with_part(book(rows), cell, b'<c r="C3" t="e"><v>#N/A</v></c>')
    sheet = read(content)
    assert len(sheet.rows) == 1
    assert sheet.notices == [
        "Rows that hold nothing but errors were passed over: 1 of them, the first is row 3."
    ]


def test_a_row_of_a_formula_that_was_never_calculated_is_told_by_that_cell_alone():
    with pytest.raises(SheetError) as refusal:
        read(book([NAMES, ["AE", "Call x", "Sales", 3], [None, None, None, "=SUM(D2:D2)"]]))
    assert len(refusal.value.problems) == 1
    assert "D3 (hours)" in str(refusal.value)


@given(st.decimals(0, 10**9, places=2))
def test_numbers_are_read_exactly_however_they_are_written(value):
    english, german = f"{value:,}", f"{value:,}".translate(str.maketrans(",.", ".,"))
    assert parse_number(f"{value}", marks={"."}) == value
    assert parse_number(english, marks={"."}) == value
    assert parse_number(german, marks={","}) == value


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("7:30", "7.5"),
        ("8 h", "8"),
        ("12\u00a0h", "12"),
        ("€  7 EUR", "7"),
        ("1 234,5", "1234.5"),
        ("+3", "3"),
        ("0,125", "0.125"),
        ("1e2", "100"),
    ],
)
def test_other_ways_to_write_hours(cell, hours):
    assert parse_number(cell, marks=find_decimal_marks([cell])) == Decimal(hours)


@pytest.mark.parametrize("cell", ["x", "1,2,3", "1.2.3", "--1", "0x10", "1_000", "½"])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(NumberError):
        parse_number(cell, marks=set())


def test_a_long_cell_is_no_number_and_costs_no_time():
    cell = "1" + " " * 20_000 + "x"
    start = time.process_time()
    assert find_decimal_marks([cell]) == set()
    with pytest.raises(TableError, match=r"D2 \(hours\) has 20,002 characters, which are no num"):
        read(HEAD + f"a,b c,d,{cell}\n")
    assert time.process_time() - start < 1


@pytest.mark.parametrize("cell", ["1" * 101, "0." + "1" * 99])
def test_a_number_of_more_than_a_hundred_characters_is_refused(cell):
    with pytest.raises(NumberError, match="has 101 characters"):
        parse_number(cell, marks=set())
