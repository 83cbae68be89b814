"""Files as the other labelling tools write them, field by field."""

import csv
import io
import json

import openpyxl
import pytest

from classifier.core.exchange import Record
from classifier.core.exchange.items import open_items
from classifier.core.formulas import escape, restore

from ..broken_files import workbook
from .exchange_files import lines, reading, records, refusals


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_our_csv_of_many_makes(delimiter, encoding, end):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
    writer.writerow(["Text", "LABEL", "Domain", "source", "facet", "notes", "id"])
    writer.writerow([f"Café{delimiter} ads", " Sales ", "law", "us", "Goal", "old one", "7"])
    [record] = records(file.getvalue().encode(encoding))
    assert record == Record(
        text=f"Café{delimiter} ads",
        labels=("sales",),
        domain="law",
        source="us",
        facets=("Goal",),
        notes="old one",
        id="7",
    )


def test_our_xlsx():
    book = openpyxl.Workbook()
    book.active.append(["text", "label", "id"])
    book.active.append(["Call the client", "SALES", 7])
    file = io.BytesIO()
    book.save(file)
    found = reading(file.getvalue())
    assert found.format == "XLSX"
    [entry] = found.entries
    assert entry.number == 2
    assert entry.record == Record(text="Call the client", labels=("sales",), id="7")


@pytest.mark.parametrize("name", ["text", "label", "domain", "source", "facets", "notes", "id"])
def test_an_error_in_a_cell_of_a_sheet_is_named_by_its_row(name):
    good = {"text": "Call", "label": "sales", "domain": "law", "source": "us", "facets": "Goal"}
    bad = {**good, name: "#REF!"}
    content = workbook(list(bad), list(good.values()), list(bad.values()))
    [(row, found)] = refusals(content)
    assert (row, found) == (
        3,
        f"“{name}” holds the error #REF! of a formula. Correct the formula.",
    )


def test_an_error_in_a_column_that_is_not_read_is_none():
    [record] = records(workbook(["text", "label", "hours"], ["Call", "sales", "#DIV/0!"]))
    assert record == Record(text="Call", labels=("sales",))


@pytest.mark.parametrize(
    "content",
    [
        "text,label\nCall,SALES\n",
        "id,text,label,Comments\n1,Call,SALES,\n",
        "column_data,column_label\nCall,SALES\n",
        "id;text;topic;label\n1;Call;x;SALES\n",
        lines({"text": "Call", "label": ["SALES"]}),
        lines({"text": "Call", "label": "SALES"}),
        lines({"id": 1, "text": "Call", "topic": "x", "label": ["SALES"], "Comments": []}),
        json.dumps([{"id": 1, "text": "Call", "label": ["SALES"], "Comments": ["ok"]}]),
        "__label__SALES Call\n",
        "__label__SALES Call __comment__good one\n",
    ],
)
def test_doccano(content):
    [record] = records(content)
    assert (record.text, record.labels) == ("Call", ("sales",))


def test_two_labels_of_doccano_are_two():
    for content in (
        "text,label\nCall,MARKETING#SALES\n",
        lines({"text": "Call", "label": ["MARKETING", "SALES"]}),
        "__label__MARKETING __label__SALES Call\n",
    ):
        [record] = records(content)
        assert record.labels == ("marketing", "sales")


def test_the_same_label_twice_is_one():
    [record] = records(lines({"text": "Call", "label": ["SALES", "Sales "]}))
    assert record.labels == ("sales",)


FLAT = {
    "id": "a1",
    "status": "completed",
    "_server_id": "5f1c",
    "text": "Call",
    "label.responses": ["SALES"],
    "label.responses.users": ["11111111-1111-1111-1111-111111111111"],
    "label.responses.status": ["submitted"],
    "label.suggestion": "NEITHER",
    "label.suggestion.score": 0.7,
    "label.suggestion.agent": "v7",
}


def test_argilla_flat():
    [record] = records(json.dumps([FLAT]))
    assert record == Record(text="Call", labels=("sales",), suggestion="neither", id="a1")


@pytest.mark.parametrize(
    ("values", "labels", "suggestion"),
    [
        ({"text": "Call", "label": "SALES"}, ("sales",), ""),
        ({"text": "Call", "label.response": "SALES"}, ("sales",), ""),
        ({"text": "Call", "team.responses": ["SALES"]}, ("sales",), ""),
        ({"text": "Call", "label.suggestion": "SALES"}, (), "sales"),
        ({**FLAT, "label.responses.status": ["draft"]}, (), "neither"),
        ({**FLAT, "label.responses": None, "label.responses.status": None}, (), "neither"),
        (
            {
                **FLAT,
                "label.responses": ["SALES", "SALES", "NEITHER"],
                "label.responses.status": ["submitted", "submitted", "discarded"],
            },
            ("sales",),
            "neither",
        ),
    ],
)
def test_argilla_flat_in_its_variants(values, labels, suggestion):
    [record] = records(lines(values))
    assert (record.labels, record.suggestion) == (labels, suggestion)


def test_argilla_nested():
    value = {
        "id": "a1",
        "fields": {"text": "Call"},
        "metadata": {"domain": "law"},
        "suggestions": {"label": {"value": "NEITHER", "score": 0.7, "agent": "v7"}},
        "responses": {"label": [{"value": "SALES", "user_id": "11111111"}]},
        "vectors": {},
        "status": "completed",
        "_server_id": "5f1c",
    }
    expected = Record(text="Call", labels=("sales",), suggestion="neither", domain="law", id="a1")
    assert records(json.dumps([value])) == [expected]
    assert records(lines(value)) == [expected]
    older = {
        **value,
        "responses": [
            {"user_id": "u", "status": "submitted", "values": {"label": {"value": "SALES"}}},
            {"user_id": "v", "status": "draft", "values": {"label": {"value": "NEITHER"}}},
        ],
        "suggestions": [{"question_name": "label", "value": "NEITHER", "agent": "v7"}],
    }
    assert records(lines(older)) == [expected]
    [discarded] = records(lines({**value, "status": "discarded"}))
    assert discarded.skip == "The record was discarded."


CHOICE = {
    "text": "Call",
    "options": [{"id": "SALES", "text": "SALES"}, {"id": "NEITHER", "text": "NEITHER"}],
    "accept": ["SALES"],
    "answer": "accept",
    "_input_hash": -12345,
    "_task_hash": 67890,
    "_session_id": None,
    "_view_id": "choice",
    "meta": {"domain": "law", "score": 0.4},
    "score": 0.4,
}


def test_prodigy_choice():
    found = reading(lines(CHOICE))
    assert found.format == "Prodigy, JSON lines"
    [entry] = found.entries
    assert entry.record == Record(text="Call", labels=("sales",), domain="law", id="67890")


@pytest.mark.parametrize(
    ("values", "labels", "skip"),
    [
        ({"text": "Call", "label": "SALES", "answer": "accept"}, ("sales",), ""),
        ({"text": "Call", "label": "SALES", "answer": "reject"}, ("sales",), "rejected"),
        ({"text": "Call", "label": "SALES", "answer": "ignore"}, ("sales",), "ignored"),
        ({"text": "Call", "accept": ["SALES"], "answer": "accept"}, ("sales",), ""),
        ({**CHOICE, "accept": []}, (), ""),
        ({**CHOICE, "accept": ["SALES", "NEITHER"]}, ("sales", "neither"), ""),
    ],
)
def test_prodigy_in_its_variants(values, labels, skip):
    [record] = records(lines(values))
    assert record.labels == labels
    assert skip in record.skip


@pytest.mark.parametrize(
    "content",
    [
        lines({"id": 3, "Text": "Call", "Label": "SALES", "Profile": "ann"}),
        "ID,Text,team,Label,Pre-Loaded,Verified\n3,Call,x,SALES,No,Yes\n",
        json.dumps([{"id": 3, "text": "Call", "text__team__MANUAL": "SALES"}]),
    ],
)
def test_smart_and_refinery(content):
    [record] = records(content)
    assert (record.text, record.labels, record.id) == ("Call", ("sales",), "3")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"text": "Call", "label": 1}, "The label is 1. Write its name"),
        ({"text": "Call", "label": [[0, 4, "SALES"]]}, "marks a part of the text"),
        ({"text": "Call", "label": [1]}, "The label is 1. Write its name"),
        ({"text": 5, "label": "SALES"}, "“text” must be text, but it is a int"),
        ({"text": ["a"], "label": "SALES"}, "“text” must be text"),
        ({"label": "SALES"}, "There is no text"),
        ({"text": "\u200b", "label": ["a", {}]}, "marks a part of the text"),
        ({"text": "a\x00b", "label": "SALES"}, "characters that are not text"),
        ({"text": "Call", "label": "SALES", "facets": [1]}, "“facets” must be a list of texts"),
        ({"data": {"a": "x", "b": "y"}}, "The task's data has no “text”; it has a, b"),
        ({"text": "Call", "answer": "perhaps"}, "The answer is “perhaps”"),
        ({"text": "Call", "answer": []}, "The answer is “[]”; it must be accept"),
        ({"text": "Call", "answer": {"a": 1}}, "The answer is “{'a': 1}”"),
        ({"text": "Call", "accept": "SALES"}, "“accept” must be a list"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(values, message):
    [(line, found)] = refusals("\n" + lines(values))
    assert line == 2
    assert message in found


@pytest.mark.parametrize(
    "cell", ["pricing\nrenewal", "pricing\r\n\r\nrenewal;", "pricing\rrenewal"]
)
def test_facets_may_stand_on_lines_of_one_cell(cell):
    for content in (
        f'text,label,facets\nCall,sales,"{cell}"\n',
        lines({"text": "Call", "label": "sales", "facets": cell}),
    ):
        [record] = records(content)
        assert record.facets == ("pricing", "renewal")


def test_a_cell_of_facets_that_is_too_long_is_named():
    [(line, found)] = refusals(lines({"text": "Call", "facets": "a\n" * 70_000}))
    assert (line, found) == (1, "“facets” has 140,000 characters; the limit is 20,000.")


def test_columns_without_a_name_get_one_that_no_other_has():
    content = b"text,,Column 2,,\nCall,a,b,,\n,,,,c\n"
    assert [item.values for item in open_items(io.BytesIO(content)).items] == [
        {"text": "Call", "column 2_": "a", "column 2": "b"},
        {"text": "", "column 2": "", "column 5": "c"},
    ]


def test_rows_are_numbered_where_they_begin():
    content = 'text,label\nfirst,sales\n\n"two\nlines",sales\nlast,sales,extra\n'
    entries = list(reading("\n\n" + content).entries)
    assert [entry.number for entry in entries] == [4, 6, 8]
    assert "3 cells but the header has 2" in entries[-1].error
    listed = '[\n {"text": "a"},\n {"text": "b",\n  "x": 1}, 5,\n\n {"text": "c"}]'
    assert [entry.number for entry in reading(listed).entries] == [2, 3, 4, 6]


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", "' =1", " =1", "\u00a0+1", "@", "'", "''", "plain", "-", "\t=1"]
)
def test_an_escaped_cell_comes_back_exactly(text):
    assert restore(escape(text)) == text
    assert not escape(text).lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
