"""Texts as the API describes them: what the services refuse stands in the schema too."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from classifier.core.text import MAX_TASK, MAX_TEXT

_SPACE = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# `core.text.check_text` as a pattern: no NUL and no U+FFFD, and one character that is seen.
_UNSEEN = _SPACE + r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_BROKEN = r"\u0000\ufffd"
SEEN = rf"^[^{_BROKEN}]*[^{_BROKEN}{_UNSEEN}][^{_BROKEN}]*$"
"""At least one character that can be seen, and none that is no text."""

NAME = rf"^[^{_BROKEN}]*[^{_BROKEN}{_SPACE}][^{_BROKEN}]*$"
"""At least one character that is no space."""

_LINE = r"^[^\u0000]*$"


def _text(limit: int, example: str) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": limit,
            "pattern": SEEN,
            "examples": [example],
        }
    )


Text = Annotated[str, _text(MAX_TEXT, "Negotiate the renewal price")]
"""A text to classify, up to 20,000 characters."""

Task = Annotated[str, _text(MAX_TASK, "Negotiate the renewal price")]
"""A task that is kept, up to 2,000 characters."""

Plain = Annotated[str, Field(json_schema_extra={"pattern": _LINE})]
"""Anything but NUL, or nothing; its length is limited where it stands."""

Line = Annotated[Plain, Field(max_length=200)]
"""A short line that may be empty."""

Name = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra={"pattern": NAME})]
"""A short line with something in it."""
