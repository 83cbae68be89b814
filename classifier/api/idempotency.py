"""The header Idempotency-Key on requests that store something."""

import json
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Schema, Status

from classifier.services.remembered_answers import Remembered, answer_once

from .authentication import caller_of

IdempotencyKey = Annotated[
    str,
    Header(
        "",
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[!-~]*$",
        description="Any text of your own, new for each request. The same request with the same "
        "key within a day has one effect and gets the same answer; the key with another request "
        "is refused with 409.",
    ),
]
Make = Callable[[], Schema]


def file_request(content: bytes, *fields: str | None) -> bytes:
    """Return what an upload is told apart by: its fields, the file's name among them, and file."""
    return json.dumps(fields).encode() + content


def once(
    request: HttpRequest,
    key: str,
    make: Make,
    *,
    status: int = 201,
    body: bytes | None = None,
    whole: bool = True,
) -> Status[Any]:
    """Return the answer of `make`, or the one that this key got before; see `answer_once`.

    `body` stands for the request where it is no JSON.
    """
    if not key:
        return Status(status, make().model_dump(mode="json"))
    content = request.body if body is None else body
    whole_request = f"{request.method} {request.get_full_path()}\n".encode() + content

    def run() -> Remembered:
        return Remembered(status, make().model_dump(mode="json"))

    answer = answer_once(
        token=caller_of(request).token_id,
        key=key,
        request=whole_request,
        make=run,
        whole=whole,
    )
    return Status(answer.status, answer.body)
