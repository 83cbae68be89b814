"""Files that the API sends: their kinds, and how the description tells of them."""

from typing import Any, Literal

Format = Literal["csv", "jsonl", "xlsx"]

TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT = {"schema": {"type": "string"}}
_BYTES = {"schema": {"type": "string", "format": "binary"}}

SENT: dict[str, Any] = {
    "responses": {
        200: {
            "content": {TYPES["csv"]: _TEXT, TYPES["jsonl"]: _TEXT, TYPES["xlsx"]: _BYTES},
        },
    },
}
"""The answer of an endpoint that sends a file."""
