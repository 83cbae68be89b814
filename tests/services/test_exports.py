"""Exports: streamed, in shapes that the other tools read."""

import csv
import io
import json
from collections.abc import Iterator

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classifier.core.exchange import FORMATS
from classifier.exceptions import InvalidInput
from classifier.models import Example
from classifier.models.choices import Channel
from classifier.services import exports, labelling


@pytest.fixture
def example(db, alice) -> Example:
    example = labelling.add_example(text="Call the client", label="sales", domain="law")
    labelling.correct_label(
        example=example, label="neither", by=alice, channel=Channel.PAGE, reason="looked again"
    )
    return example


def export(format_name: str) -> bytes:
    file = io.BytesIO()
    exports.export_examples(file=file, format_name=format_name, examples=Example.objects.all())
    return file.getvalue()


def test_the_peers_get_their_shapes(example):
    doccano = json.loads(export("doccano"))
    assert doccano["label"] == ["neither"]
    assert {"id", "text", "Comments", "domain"} <= doccano.keys()
    [task] = json.loads(export("labelstudio"))
    assert task["data"]["text"] == "Call the client"
    [result] = task["annotations"][0]["result"]
    assert result == {
        "from_name": "label",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": ["neither"]},
    }
    [record] = json.loads(export("argilla"))
    assert record["fields"] == {"text": "Call the client"}
    assert record["responses"]["label"][0]["value"] == "neither"
    assert all(isinstance(value, str) for value in record["metadata"].values())
    line = json.loads(export("prodigy"))
    assert (line["accept"], line["answer"]) == (["neither"], "accept")
    assert {"id": "neither", "text": "neither"} in line["options"]


def test_our_files_say_who_labelled_last(example):
    [row] = csv.DictReader(io.StringIO(export("csv").decode()))
    assert (row["label"], row["labelled_by"], row["is_test"]) == ("neither", "alice", "false")
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx")))
    [_, change] = book["history"].iter_rows(values_only=True)
    assert change[1:4] == ("sales", "neither", "alice")
    assert json.loads(export("jsonl"))["history"][0]["reason"] == "looked again"


@pytest.mark.parametrize("format_name", FORMATS)
def test_nothing_exports_as_a_whole_file(db, format_name):
    content = export(format_name)
    if FORMATS[format_name].suffix == ".json":
        assert json.loads(content) == []


def test_an_unknown_format_is_refused(db):
    with pytest.raises(InvalidInput, match="“pdf” is no format"):
        export("pdf")


def test_examples_are_read_page_by_page(examples, monkeypatch):
    monkeypatch.setattr(exports, "_PAGE", 100)
    count = Example.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        chunks = exports.stream_examples(format_name="jsonl", examples=Example.objects.all())
        assert isinstance(chunks, Iterator)
        assert len(queries) == 0
        next(chunks)
        assert len(queries) == 3  # a page, its facets, its history
        assert sum(1 for _ in chunks) == count - 1
    assert len(queries) == 3 * -(-count // 100) + 1
