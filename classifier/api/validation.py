"""Fields that are missing or of the wrong type, told in sentences that name them."""

from collections.abc import Iterable
from typing import Any

from .errors import ApiError, BadValue, TooLarge

_KINDS = {
    bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list",
    dict: "an object", type(None): "null",
}  # fmt: skip
_SENTENCES = {
    "missing": "“{field}” is missing.",
    "extra_forbidden": "“{field}” is no field that is known here.",
    "json_invalid": "“{field}” is no JSON.",
}
_NOT_FIELDS = ("payload", "asked", "one", "many", "accept", "park", "reopen", "override")
"""Pydantic puts our arguments, and the kind of a decision, into the place of a field."""


def refusal_of(problems: Iterable[dict[str, Any]]) -> ApiError:
    """Return the refusal of the first of these problems, as `describe` left them."""
    first = next(iter(problems))
    if first["type"] == "too_long" and first["got"] == "a list":
        return TooLarge(first["sentence"], field=first["field"])
    return BadValue(first["sentence"], field=first["field"])


def describe(problem: dict[str, Any]) -> dict[str, Any]:
    """Return a problem of pydantic's with its field, what came instead, and a sentence.

    What came is told by its kind: it may be personal.
    """
    if problem["type"] in ("union_tag_invalid", "union_tag_not_found"):
        problem = _of_kind(problem)
    parts = [str(part) for part in problem["loc"]]
    while parts and parts[0] in _NOT_FIELDS:
        parts = parts[1:]
    name = ".".join(parts)
    got = _KINDS.get(type(problem.get("input")), "something else")
    if pattern := _SENTENCES.get(problem["type"]):
        sentence = pattern.format(field=name[:60])
    else:
        rule = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
        sentence = f"“{name[:60]}” {rule}; it is {got}."
    return {"type": problem["type"], "field": name, "got": got, "sentence": sentence}


def _of_kind(problem: dict[str, Any]) -> dict[str, Any]:
    """Return the problem of the field that tells which kind of object this is.

    Pydantic puts it on the object, and repeats what came.
    """
    context = problem["ctx"]
    field = context["discriminator"].strip("'")
    found = {**problem, "loc": (*problem["loc"], field)}
    if problem["type"] == "union_tag_not_found":
        return {**found, "type": "missing"}
    expected = f"Input should be one of {context['expected_tags']}"
    return {**found, "input": problem["input"].get(field), "msg": expected}
