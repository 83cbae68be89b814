"""Whose task is it? As JSON."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from classifier.services.classification import Answer, classify

MAX_TEXTS = 100

Outcome = Literal["marketing", "sales", "shared", "neither", "unsure"]

router = Router(tags=["classify"])


class Question(Schema):
    """One to a hundred texts."""

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: list[str] = Field(min_length=1, max_length=MAX_TEXTS)


class Probabilities(Schema):
    """Calibrated probabilities, rounded to four places."""

    marketing: float
    sales: float
    neither: float


class Decided(Schema):
    """The decision on one text."""

    decision: Outcome
    reason: str
    decided_by: Literal["model", "curator", "rule"]
    rule: str | None = Field(description="Words of the charter's rule, if one decided.")
    model_decision: Outcome = Field(description="The model's own view.")
    probabilities: Probabilities
    shared: float
    """Probability that both teams own it; beside the three above, which add up to 1."""


class Answers(Schema):
    """Decisions in the order of the texts, all by one model version."""

    model_version: int
    answers: list[Decided]


class ErrorDetail(Schema):
    """What is wrong."""

    code: str
    message: str
    field: str | None = None


class ErrorBody(Schema):
    """The body of every error."""

    error: ErrorDetail


@router.post("classify", response={200: Answers, (400, 429, 503): ErrorBody})
def classify_texts(request: HttpRequest, payload: Question) -> Answers:
    """Decide who owns each text; the texts are not stored."""
    answers = classify(payload.texts)
    return Answers(model_version=answers[0].version, answers=[_decided(one) for one in answers])


def _decided(answer: Answer) -> Decided:
    decision = answer.decision
    return Decided(
        decision=decision.outcome.value,
        reason=decision.reason,
        decided_by=answer.decided_by.value,
        rule=answer.rule.words if answer.rule else None,
        model_decision=answer.model_decision.outcome.value,
        probabilities=Probabilities(
            marketing=round(decision.marketing, 4),
            sales=round(decision.sales, 4),
            neither=round(decision.neither, 4),
        ),
        shared=round(decision.shared, 4),
    )
