"""Whose task is it? As JSON."""

from django.http import HttpRequest
from ninja import Body, Router, Schema
from pydantic import Field

from classifier.models.api_token import Scope
from classifier.services.pinned import answer

from .answers import Decided, decided
from .authentication import Bearer
from .errors import ErrorBody
from .questions import Question

router = Router(tags=["classify"])


class Answers(Schema):
    """Decisions in the order of the texts, all by one model version."""

    model_version: int = Field(examples=[3])
    answers: list[Decided]


@router.post(
    "classify",
    auth=Bearer(Scope.CLASSIFY, is_open=True),
    openapi_extra={"x-open": True},
    operation_id="classify",
    summary="Say who owns one text or up to a hundred",
    response={200: Answers, (400, 404, 503): ErrorBody},
)
def classify_texts(request: HttpRequest, payload: Body[Question]) -> Answers:
    """Decide who owns each text; the texts are not stored.

    If one of several texts cannot be classified, none is: the error names all that cannot.
    """
    found = answer(payload.all_texts, version=payload.model_version or None)
    return Answers.model_construct(
        model_version=found[0].version, answers=[decided(one) for one in found]
    )
