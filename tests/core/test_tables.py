import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from classifier.core.errors import TableError
from classifier.core.tables import write_table
from classifier.core.task_files import Task, TaskLimits, read_tasks

TRIGGERS = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "\r=1"]


def rows(content: bytes, name: str = "") -> list[Task]:
    return list(read_tasks(io.BytesIO(content), name=name, limits=TaskLimits())[1])


def cells(content: bytes) -> list[dict[str, str]]:
    return [row.cells for row in rows(content)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_many_makes(delimiter, encoding):
    content = f'Text {delimiter}Label\n"Café, ads{delimiter} more"{delimiter}marketing\n'
    assert cells(content.encode(encoding)) == [
        {"text": f"Café, ads{delimiter} more", "label": "marketing"}
    ]


def test_rows_are_numbered_as_an_editor_shows_them():
    content = b'text,label\nfirst,sales\n\n"two\nlines",sales\nlast,sales\n'
    assert [row.number for row in rows(content)] == [2, 4, 6]


def test_blank_lines_before_the_header_are_passed_over():
    [row] = rows(b"\r\n" * 5_000 + b"text,label\r\nCall,sales\r\n")
    assert (row.number, row.cells["label"]) == (5_002, "sales")


def test_json_lines_and_plain_lines():
    lines = [json.dumps({"Text": "Call", "label": None, "n": 3}), ""]
    assert cells("\n".join(lines).encode()) == [{"text": "Call", "label": "", "n": "3"}]
    assert cells(b"Call clients, daily\n\nWrite ads\n") == [
        {"text": "Call clients, daily"},
        {"text": "Write ads"},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe\n\x00", "empty"),
        (b"\n" * 5_000, "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither text nor XLSX"),
        (b"text,label\nCaf\xe9,sales\n", "Row 2 is not UTF-8"),
        (b'text,label\n"open,sales\n', "Row 2 cannot be read as CSV"),
        (b'\n\ntext,label\n"two\nlines",sales\n"open,sales\n', "Row 6 cannot be read as CSV"),
        (b'{"text": "x"}\n{oops\n', "Row 2: This is not JSON"),
        (b'{"text": "x"}\n[1]\n', "Row 2: This is not a JSON object"),
        (b"PK\x03\x04 no zip", "not an XLSX workbook"),
        (b"text\n" + b"x" * 5000 + b"\x00\n", "Row 2 holds NUL"),
    ],
)
def test_what_cannot_be_read_is_refused_by_place(content, message):
    with pytest.raises(TableError, match=message):
        cells(content)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("notes.txt", "^Row 3: “text” has 140,000 characters; the limit is 20,000.$"),
        ("notes.csv", r"^Row 3 cannot be read as CSV: field larger than field limit \(131072\).$"),
    ],
)
def test_a_first_line_that_is_too_long_is_named(name, message):
    with pytest.raises(TableError, match=message):
        rows(b"\n\n" + b"x" * 140_000, name)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
def test_what_is_written_reads_back(tmp_path: Path, suffix):
    path = tmp_path / f"out{suffix}"
    write_table(
        path,
        ["text", "label"],
        [["Café “ads”", "marketing"], ["two\nlines", "sales"], ["#N/A", "sales"]],
    )
    assert cells(path.read_bytes()) == [
        {"text": "Café “ads”", "label": "marketing"},
        {"text": "two\nlines", "label": "sales"},
        {"text": "#N/A", "label": "sales"},
    ]


def test_no_cell_becomes_a_formula(tmp_path: Path):
    csv_path, xlsx_path = tmp_path / "out.csv", tmp_path / "out.xlsx"
    triggers = [[trigger] for trigger in TRIGGERS]
    write_table(csv_path, ["text"], triggers)
    write_table(xlsx_path, ["text"], triggers)
    with csv_path.open(encoding="utf-8", newline="") as file:
        assert all(row["text"].startswith("'") for row in csv.DictReader(file))
    sheet = openpyxl.load_workbook(xlsx_path).active
    assert {cell.data_type for (cell,) in sheet.iter_rows(min_row=2)} == {"s"}


def test_the_first_visible_sheet_is_read(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["text"])
    sheet = book.create_sheet("seen")
    sheet.append(["text", "hours"])
    sheet.append(["Call", 3])
    book.save(tmp_path / "two.xlsx")
    assert cells((tmp_path / "two.xlsx").read_bytes()) == [{"text": "Call", "hours": "3"}]


def test_an_unknown_form_is_refused(tmp_path: Path):
    with pytest.raises(TableError, match=r"“\.pdf” cannot be written"):
        write_table(tmp_path / "out.pdf", ["text"], [])
