"""Label Studio's files as it exports and imports them, field by field."""

import csv
import io
import json
from typing import Any

import pytest

from classifier.core.exchange import Record

from .exchange_files import lines, reading, records, refusals


def choice(label: str | list[str], **more: Any) -> dict[str, Any]:
    """A result of Label Studio's Choices tag."""
    labels = label if isinstance(label, list) else [label]
    return {
        "id": "k1",
        "from_name": "label",
        "to_name": "text",
        "type": "choices",
        "origin": "manual",
        "value": {"choices": labels},
        **more,
    }


def task(*annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A task as Label Studio exports it."""
    return {
        "id": 1,
        "data": {"text": "Call the client", "domain": "law"},
        "annotations": [
            {
                "id": 7,
                "completed_by": 1,
                "was_cancelled": False,
                "ground_truth": False,
                "created_at": "2026-03-01T09:00:00.000000Z",
                "updated_at": "2026-03-01T09:00:00.000000Z",
                "lead_time": 3.4,
                "prediction": {},
                "result_count": 0,
                **annotation,
            }
            for annotation in annotations
        ],
        "file_upload": "tasks.csv",
        "drafts": [],
        "predictions": [],
        "meta": {},
        "created_at": "2026-03-01T08:00:00.000000Z",
        "updated_at": "2026-03-01T09:00:00.000000Z",
        "project": 1,
        **more,
    }


def test_label_studio_tasks():
    content = json.dumps([task({"result": [choice("SALES")]})], indent=2)
    found = reading(content)
    assert found.format == "Label Studio tasks, JSON"
    [entry] = found.entries
    assert entry.record == Record(text="Call the client", labels=("sales",), domain="law", id="1")


def test_label_studio_tasks_as_they_are_imported():
    content = json.dumps(
        [
            {
                "data": {"text": "Call"},
                "annotations": [{"result": [choice("SALES")]}],
                "predictions": [
                    {"model_version": "v6", "score": 0.2, "result": [choice("NEITHER")]},
                    {"model_version": "v7", "score": 0.91, "result": [choice("MARKETING")]},
                ],
            },
            {
                "data": {"text": "Write"},
                "predictions": [{"score": 0.9, "result": [choice("Marketing")]}],
            },
        ]
    )
    first, second = records(content)
    assert (first.labels, first.suggestion) == (("sales",), "marketing")
    assert (second.labels, second.suggestion) == ((), "marketing")


def test_label_studio_takes_the_ground_truth_first():
    truth = {"result": [choice("SALES")], "ground_truth": True}
    [record] = records(json.dumps([task({"result": [choice("NEITHER")]}, truth)]))
    assert record.labels == ("sales",)


def test_label_studio_leaves_cancelled_annotations_out():
    cancelled = {"result": [choice("NEITHER")], "was_cancelled": True}
    one, both = records(
        json.dumps([task(cancelled), task(cancelled, {"result": [choice("SALES")]})])
    )
    assert one.skip == "Its annotation was cancelled."
    assert (both.skip, both.labels) == ("", ("sales",))


def test_label_studio_annotators_who_disagree_are_two_labels():
    [record] = records(
        json.dumps([task({"result": [choice("SALES")]}, {"result": [choice("NEITHER")]})])
    )
    assert record.labels == ("sales", "neither")


def test_label_studio_with_a_question_of_another_name():
    rating = {"from_name": "stars", "to_name": "text", "type": "rating", "value": {"rating": 3}}
    results = [choice("SALES", from_name="team"), rating]
    [record] = records(json.dumps([task({"result": results})]))
    assert record.labels == ("sales",)
    several = [choice("SALES", from_name="team"), choice("x", from_name="mood")]
    [(_, message)] = refusals(json.dumps([task({"result": several})]))
    assert "several questions: mood, team" in message


def test_label_studio_spans_are_no_labels():
    span = {"type": "labels", "value": {"start": 0, "end": 4, "labels": ["SALES"]}}
    [(line, message)] = refusals(json.dumps([task({"result": [span]})]))
    assert (line, message[:32]) == (1, "The annotation marks parts of th")


MIN = {
    "text": "Call",
    "id": 1,
    "annotator": 1,
    "annotation_id": 7,
    "created_at": "2026-03-01T09:00:00Z",
    "updated_at": "2026-03-01T09:00:00Z",
    "lead_time": 3.4,
}


@pytest.mark.parametrize("name", ["label", "team"])
def test_label_studio_json_min(name):
    [record] = records(json.dumps([{**MIN, name: "SALES"}]))
    assert record == Record(text="Call", labels=("sales",), id="1")
    [several] = records(json.dumps([{**MIN, name: {"choices": ["SALES", "NEITHER"]}}]))
    assert several.labels == ("sales", "neither")


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_label_studio_csv_and_tsv(delimiter):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow([*MIN, "label"])
    writer.writerow([*MIN.values(), "SALES"])
    writer.writerow([*MIN.values(), json.dumps({"choices": ["SALES", "NEITHER"]})])
    one, two = records(file.getvalue())
    assert (one.text, one.labels, one.past) == ("Call", ("sales",), None)
    assert two.labels == ("sales", "neither")


def test_label_studio_columns_that_leave_a_choice_are_refused():
    [(_, message)] = refusals(lines({**MIN, "team": "SALES", "mood": "x"}))
    assert "may be in any of team, mood" in message
