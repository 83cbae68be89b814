"""What a sheet becomes in memory is told before it is opened."""

import io
import time

import openpyxl
import pytest

from classifier.core.errors import TableError, TooMuchError
from classifier.core.sheet_extent import SheetExtent, text_lengths
from classifier.core.workbook_guard import check_workbook

from ..batch_bombs import one_string_many_times
from ..broken_files import in_sheet, repacked


def extent(sheet: bytes, lengths: list[int], **limits: int) -> SheetExtent:
    found = SheetExtent(lengths, max_cells=limits.get("cells", 10**6), max_text=10**6)
    found.read([sheet[:7], sheet[7:]])
    return found


def test_shared_strings_are_measured_whatever_their_form():
    content = "<x:sst xmlns:x='y'><x:si><x:t>Café</x:t></x:si><x:si/><x:si><x:r><x:t>a</x:t></x:r>"
    assert text_lengths([content.encode(), b"<x:r>bc</x:r></x:si></x:sst>"]) == [5, 0, 3]


def test_cells_without_a_place_are_counted_on():
    sheet = b"<a><row/><row><c/><c/></row><row r='7'><c r='AB7'/><c/></row><row/></a>"
    found = extent(sheet, [])
    assert (found.rows, found.columns, found.is_too_large) == (8, 29, False)


def test_texts_count_each_time_they_stand_in_a_cell():
    sheet = (
        b"<a><c t='s'><v>1</v></c><c t='s'><v> 1 </v></c><c t='s'><v>9</v></c><c><v>1</v></c></a>"
    )
    assert extent(sheet, [3, 40]).text == 80


def test_reading_ends_at_a_limit():
    assert extent(b"<a>" + b"<row/>" * 99 + b"<c/><c/> broken", [], cells=150).is_too_large


def test_broken_xml_is_refused():
    with pytest.raises(TableError, match="broken XML"):
        extent(b"<a><row></a>", [])


def test_one_text_in_many_cells_is_too_much():
    check_workbook(io.BytesIO(one_string_many_times(2_000, 15_000)))
    with pytest.raises(TooMuchError, match="same long text"):
        check_workbook(io.BytesIO(one_string_many_times(20_000, 15_000)))


@pytest.mark.parametrize("cell", [b"<c/>", b"<c ></c>"])
def test_a_rectangle_of_cells_without_places_is_refused(cell):
    rows = b"<row>" + cell * 5_000 + b"</row>" + b"<row/>" * 5_000
    with pytest.raises(TableError, match="column 5,000; that is more than"):
        check_workbook(io.BytesIO(in_sheet(b"</sheetData>", rows + b"</sheetData>")))


def test_a_sheet_in_a_part_of_another_name_is_refused():
    hidden = repacked(
        lambda name, part: (
            part.replace(b"sheet1.xml", b"sheet1.png")
            if name == "xl/_rels/workbook.xml.rels"
            else part
        )
    )
    with pytest.raises(TableError, match="unusual way"):
        check_workbook(io.BytesIO(hidden))


def test_an_everyday_workbook_passes():
    book = openpyxl.Workbook()
    for number in range(300):
        book.active.append([f"Task {number}", "x" * 3_000, number, None, True])
    file = io.BytesIO()
    book.save(file)
    assert check_workbook(file) is False


def test_cells_that_never_close_cost_no_time():
    content = in_sheet(b"</sheetData>", b"<c " * 30_000 + b"</sheetData>")
    start = time.process_time()
    with pytest.raises(TableError, match="broken XML"):
        check_workbook(io.BytesIO(content))
    assert time.process_time() - start < 2
