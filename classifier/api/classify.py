"""Whose task is it? As JSON."""

from typing import Any, Self

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field, model_validator

from classifier.models.api_token import Scope
from classifier.services.pinned import answer

from .answers import Decided, decided
from .authentication import Bearer
from .errors import ErrorBody
from .numbers import Number
from .texts import Text

MAX_TEXTS = 100

router = Router(tags=["classify"])


def _one_of(schema: dict[str, Any]) -> None:
    for name in ("text", "texts", "model_version"):
        schema["properties"][name].pop("default", None)
    schema["oneOf"] = [{"required": ["text"]}, {"required": ["texts"]}]


class Question(Schema):
    """One text, or up to a hundred."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_one_of)

    text: Text = Field("", description="One text. Give this or `texts`.")
    texts: list[Text] = Field(
        [], min_length=1, max_length=MAX_TEXTS, description="One to a hundred texts."
    )
    model_version: Number = Field(0, description="Answer by this version, not by the active one.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set & {"text", "texts"}) != 1:
            raise ValueError("is wrong: give either “text” or “texts”")
        return self

    @property
    def all_texts(self) -> list[str]:
        """The texts, one or more."""
        return self.texts or [self.text]


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
def classify_texts(request: HttpRequest, payload: Question) -> Answers:
    """Decide who owns each text; the texts are not stored.

    If one of several texts cannot be classified, none is: the error names all that cannot.
    """
    found = answer(payload.all_texts, version=payload.model_version or None)
    return Answers.model_construct(
        model_version=found[0].version, answers=[decided(one) for one in found]
    )
