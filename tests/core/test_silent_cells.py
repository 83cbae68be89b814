"""Cells that hold something though the reader of workbooks shows nothing."""

import io

import pytest

from classifier.core.errors import TableError
from classifier.core.silent_cells import find_silent_cells
from classifier.core.workbook_guard import check_workbook

from ..broken_files import SOUND, in_sheet, repacked


def sheet_with(cells: bytes) -> bytes:
    return in_sheet(b"</sheetData>", b'<row r="7">' + cells + b"</row></sheetData>")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (b'<c r="C7"><f>1+1</f></c>', {7: [(2, "")]}),
        (b'<c r="C7"><f>1+1</f><v/></c>', {7: [(2, "")]}),
        (b'<c r="C7"><f>1+1</f><v></v></c>', {7: [(2, "")]}),
        (b'<c r="C7"><f t="shared" si="0"/></c>', {7: [(2, "")]}),
        (b'<c/><c><f t="shared" si="0" /><v /></c>', {7: [(1, "")]}),
        (b'<c r="C7" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {7: [(2, "#DIV/0!")]}),
        (b'<c r="AA7" t="e"><v>#N/A</v></c>', {7: [(26, "#N/A")]}),
        (b'<c r="C7"><f>1+1</f><v>2</v></c>', {}),
        (b'<c r="C7" t="str"><f>""</f><v></v></c>', {}),
        (b'<c r="C7" s="1"/>', {}),
    ],
)
def test_silent_cells_are_told_by_place(cell, found):
    content = sheet_with(cell)
    assert check_workbook(io.BytesIO(content)) or not found
    assert find_silent_cells(content, "Sheet") == found


def test_a_sound_workbook_is_not_looked_through():
    assert check_workbook(io.BytesIO(SOUND)) is False
    assert find_silent_cells(SOUND, "Sheet") == {}


def test_more_silent_cells_than_anyone_can_correct_are_refused():
    row = b"<c><f/></c>" * 10_000
    content = in_sheet(b"</sheetData>", (b"<row>" + row + b"</row>") * 51 + b"</sheetData>")
    with pytest.raises(TableError, match="sheet “Sheet” holds more than 500,000 errors"):
        find_silent_cells(content, "Sheet")


def test_a_sheet_that_is_not_where_it_should_be_is_refused():
    lost = repacked(lambda name, part: part.replace(b"sheet1.xml", b"sheet7.xml"))
    with pytest.raises(TableError, match="unusual way"):
        find_silent_cells(lost, "Sheet")
