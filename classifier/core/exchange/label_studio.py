"""Label Studio: JSON tasks with annotations; JSON_MIN and CSV with one row an annotation."""

from typing import Any

from .flat import task_text
from .own_fields import KEY, read_past, read_plain, travelling_fields
from .record import Record, RowError
from .values import as_labels, as_text

_OURS = {"domain", "source", "facets", "facet", "notes", KEY}
_BOOKKEEPING = {
    "text", "id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", *_OURS,
}  # fmt: skip


def is_task(values: dict[str, Any]) -> bool:
    """Whether an item is a task as Label Studio imports and exports it."""
    return isinstance(values.get("data"), dict)


def read_task(values: dict[str, Any]) -> Record:
    """Return the record of a task: ground truth first, cancelled annotations left out."""
    data = values["data"]
    annotations = _dicts(values.get("annotations", values.get("completions")))
    valid = [one for one in annotations if not one.get("was_cancelled")]
    trusted = [one for one in valid if one.get("ground_truth")] or valid
    labels = {label: None for one in trusted for label in _choices(one)}
    suggestions = [
        label
        for one in sorted(_dicts(values.get("predictions")), key=_score, reverse=True)
        for label in _choices(one)
    ]
    return Record(
        text=task_text(data, _text_name(data)),
        labels=tuple(labels),
        skip="Its annotation was cancelled." if annotations and not valid else "",
        suggestion=suggestions[0] if suggestions else "",
        id=as_text(values, "id"),
        past=read_past({KEY: data.get(KEY)}),
        **read_plain(data),
    )


def is_flat(values: dict[str, Any]) -> bool:
    """Whether a row is one of JSON_MIN or CSV."""
    return "annotation_id" in values or {"annotator", "lead_time"} <= values.keys()


def read_flat(values: dict[str, Any]) -> Record:
    """Return the record of a row; its label column bears the name of the question."""
    names = [name for name in values if name not in _BOOKKEEPING]
    name = "label" if "label" in values else names[0] if len(names) == 1 else ""
    if not name and names:
        raise RowError(
            f"The label may be in any of {', '.join(names)[:100]}. Name its column “label”."
        )
    return Record(
        text=task_text(values, "text"),
        labels=as_labels(values.get(name)),
        id=as_text(values, "id"),
        past=read_past({KEY: values.get(KEY)}),
        **read_plain(values),
    )


def task(record: Record) -> dict[str, Any]:
    """Return the task, annotated, for import into Label Studio."""
    choice = {
        "from_name": "label",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": list(record.labels)},
    }
    return {
        "data": {"text": record.text, **travelling_fields(record)},
        "annotations": [{"result": [choice], "was_cancelled": False, "ground_truth": False}],
    }


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _score(prediction: dict[str, Any]) -> float:
    score = prediction.get("score")
    return float(score) if isinstance(score, int | float) else 0.0


def _text_name(data: dict[str, Any]) -> str:
    if "text" in data:
        return "text"
    names = [name for name, value in data.items() if isinstance(value, str) and name not in _OURS]
    if len(names) == 1:
        return names[0]
    raise RowError(f"The task's data has no “text”; it has {', '.join(data)[:100] or 'nothing'}.")


def _choices(annotation: dict[str, Any]) -> tuple[str, ...]:
    """Return the labels of one annotation or prediction."""
    results = _dicts(annotation.get("result"))
    if results and not any(one.get("type") == "choices" for one in results):
        raise RowError("The annotation marks parts of the text; labels are of whole texts.")
    choices = [one for one in results if one.get("type") == "choices"]
    questions = {str(one.get("from_name")) for one in choices}
    if len(questions) > 1 and "label" not in questions:
        raise RowError(
            f"The task answers several questions: {', '.join(sorted(questions))[:100]}. "
            "Name the one that matters “label”."
        )
    wanted = "label" if len(questions) > 1 else next(iter(questions), "")
    labels = {
        label: None
        for one in choices
        if str(one.get("from_name")) == wanted
        for label in as_labels(one.get("value"))
    }
    return tuple(labels)
