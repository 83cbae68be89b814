"""The OpenAPI description: ninja's, with what every endpoint shares written into it."""

from collections.abc import Iterator
from typing import Any

_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
_SHARED = {
    "400": "A field, a parameter or the body cannot be used; the message says which.",
    "401": "No token, or none that is good.",
    "403": "The token, or its person, may not do this.",
    "404": "There is no such thing, or it is not yours to see.",
    "409": "It was changed, done or taken already; nothing was overwritten.",
    "410": "It was here, and was removed as promised.",
    "413": "More than is taken at once.",
    "415": "The body is of another kind than this endpoint reads.",
    "429": "More calls than the limit of the minute; see Retry-After.",
    "507": "The server has no room to keep it.",
    "503": "No model can answer now; see Retry-After.",
}
_RETRY = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}
_DESCRIPTION = """\
Ask whose task a text is, teach the model, and work with plans and batches.

**Tokens.** Make one in the admin under *API tokens*; its secret is shown once. Send it as
`Authorization: Bearer mvs_…`. A token does what its scopes say, and never more than its person
may at that moment. `classify` and `explain` also answer without one, a few calls a minute.

**Errors** all have one body: `{"error": {"code", "message", "field"?, "row"?}}`.

**Lists** come in pages: send `next_cursor` back as `cursor`, with the same filters, until it is
null.

**Once.** Send `Idempotency-Key` with what stores something, and repeat the request safely.
"""


def complete(description: dict[str, Any]) -> dict[str, Any]:
    """Return ninja's description with what our guard, middleware and error body add."""
    description["info"]["description"] = _DESCRIPTION
    description["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    for operation in _operations(description):
        _complete(operation)
    for schema in description["components"]["schemas"].values():
        schema.pop("title", None)
        schema.get("properties", {}).get("model_version", {}).pop("default", None)
    return description


def _settle(schema: dict[str, Any]) -> None:
    """Write the schema of a parameter, which is left out rather than null."""
    schema.pop("title", None)
    kinds = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema |= kinds[0]
    if schema.get("default", "") in ("", None):
        schema.pop("default", None)


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in description["paths"].values():
        yield from methods.values()


def _complete(operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        _settle(parameter["schema"])
    responses = {str(status): found for status, found in operation["responses"].items()}
    is_open = operation.pop("x-open", False)
    needed = ["401", "403", "429"]
    if "requestBody" in operation:
        needed += ["400", "413", "415"]
    for status in needed:
        responses.setdefault(status, {"content": _ERROR})
    for status, response in responses.items():
        if status in _SHARED:
            response["description"] = _SHARED[status]
        if status in ("429", "503"):
            response["headers"] = _RETRY
    if is_open:
        operation["security"].append({})
    operation["responses"] = dict(sorted(responses.items()))
