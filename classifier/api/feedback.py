"""“This is wrong”: a program's word on an answer goes to review."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from classifier.models.api_token import Scope
from classifier.services.review import submit_feedback

from .answers import Label
from .authentication import Bearer
from .errors import ErrorBody
from .idempotency import IdempotencyKey, once
from .texts import Task

router = Router(tags=["feedback"])


class Word(Schema):
    """What is wrong with which answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    feedback_token: str = Field(max_length=500, description="The one that came with the answer.")
    text: Task = Field(description="The text that was asked; it is kept for the reviewer.")
    label: Label = Field(description="What it is instead.")


class FeedbackState(Schema):
    """Feedback that waits for a curator."""

    id: int
    label: Label
    state: Literal["waiting", "accepted", "dismissed"]


@router.post(
    "feedback",
    auth=Bearer(Scope.FEEDBACK),
    operation_id="leave_feedback",
    summary="Say that an answer is wrong",
    response={201: FeedbackState, (400, 404, 409): ErrorBody},
)
def leave(request: HttpRequest, payload: Word, key: IdempotencyKey) -> Status[Any]:
    """Put a correction before the curators; the same word on the same text is stored once.

    404 if the token is not of an answer given to this text in the last day.
    """

    def make() -> FeedbackState:
        stored = submit_feedback(
            token=payload.feedback_token, text=payload.text, label=payload.label
        )
        return FeedbackState.from_orm(stored)

    return once(request, key, make)
