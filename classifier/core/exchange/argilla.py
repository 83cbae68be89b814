"""Argilla: records with fields, responses and suggestions, nested or with dotted keys."""

from typing import Any

from .flat import task_text
from .own_fields import KEY, read_past, read_plain, travelling_fields
from .record import Record, RowError
from .values import as_labels, as_text

_PARTS = (".responses", ".response", ".suggestion")
_NOBODY = "00000000-0000-0000-0000-000000000000"
"""Argilla asks for the id of a user of its own; this one stands for none."""

_SUBMITTED = "submitted"


def is_nested(values: dict[str, Any]) -> bool:
    """Whether a record has its parts as objects."""
    return isinstance(values.get("fields"), dict)


def read_nested(values: dict[str, Any]) -> Record:
    """Return a record of `to_dict`, of an HF data set, or of the older feedback shape."""
    fields, metadata = values["fields"], _object(values.get("metadata"))
    responses = _responses(values.get("responses"))
    suggestions = _suggestions(values.get("suggestions"))
    question = _question({*responses, *suggestions})
    return Record(
        text=task_text(fields, _text_name(fields)),
        labels=_merge(responses.get(question, [])),
        skip=_skip(values),
        suggestion=_first(suggestions.get(question)),
        id=as_text(values, "id"),
        past=read_past({KEY: metadata.get(KEY)}),
        **read_plain(metadata),
    )


def is_flat(values: dict[str, Any]) -> bool:
    """Whether a record has dotted keys such as label.responses."""
    return any(name.endswith(_PARTS) for name in values)


def read_flat(values: dict[str, Any]) -> Record:
    """Return a flat record."""
    question = _question(
        {name.removesuffix(part) for name in values for part in _PARTS if name.endswith(part)}
    )
    given = values.get(f"{question}.responses", values.get(f"{question}.response"))
    states = values.get(f"{question}.responses.status")
    responses = given if isinstance(given, list) else [given]
    if isinstance(states, list) and len(states) == len(responses):
        responses = [
            one for one, state in zip(responses, states, strict=True) if state == _SUBMITTED
        ]
    return Record(
        text=task_text(values, "text"),
        labels=_merge(responses),
        skip=_skip(values),
        suggestion=_first(values.get(f"{question}.suggestion")),
        id=as_text(values, "id"),
        past=read_past({KEY: values.get(KEY)}),
        **read_plain(values),
    )


def record(record: Record) -> dict[str, Any]:
    """Return the nested record for Argilla: the label as response and as suggestion."""
    label = record.labels[0] if record.labels else None
    return {
        "id": record.id,
        "status": "completed",
        "fields": {"text": record.text},
        "metadata": travelling_fields(record),
        "suggestions": {"label": {"value": label, "score": None, "agent": "mvsite"}},
        "responses": {"label": [{"value": label, "user_id": _NOBODY, "status": _SUBMITTED}]},
        "vectors": {},
    }


def _text_name(fields: dict[str, Any]) -> str:
    return next(iter(fields)) if len(fields) == 1 else "text"


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _skip(values: dict[str, Any]) -> str:
    return "The record was discarded." if values.get("status") == "discarded" else ""


def _responses(value: Any) -> dict[str, list[Any]]:
    """Return the submitted values by question."""
    found: dict[str, list[Any]] = {}
    if isinstance(value, list):  # older: one object a user, with the values of all questions
        for one in filter(lambda one: isinstance(one, dict), value):
            if one.get("status", _SUBMITTED) == _SUBMITTED:
                for question, answer in _object(one.get("values")).items():
                    found.setdefault(question, []).append(_object(answer).get("value"))
        return found
    for question, answers in _object(value).items():
        found[question] = [
            answer.get("value")
            for answer in (answers if isinstance(answers, list) else [answers])
            if isinstance(answer, dict) and answer.get("status", _SUBMITTED) == _SUBMITTED
        ]
    return found


def _suggestions(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {
            str(one["question_name"]): one.get("value")
            for one in value
            if isinstance(one, dict) and "question_name" in one
        }
    return {question: _object(one).get("value") for question, one in _object(value).items()}


def _question(names: set[str]) -> str:
    if "label" in names or not names:
        return "label"
    if len(names) == 1:
        return next(iter(names))
    raise RowError(
        f"The record answers several questions: {', '.join(sorted(names))[:100]}. "
        "Name the one that matters “label”."
    )


def _merge(responses: list[Any]) -> tuple[str, ...]:
    return tuple({label: None for one in responses for label in as_labels(one)})


def _first(value: Any) -> str:
    labels = as_labels(value)
    return labels[0] if labels else ""
