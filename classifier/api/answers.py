"""An answer as JSON, in every endpoint the same."""

from typing import Literal

from ninja import Schema
from pydantic import Field

from classifier.services.classification import Answer
from classifier.services.review import feedback_token

Outcome = Literal["marketing", "sales", "shared", "neither", "unsure"]
Label = Literal["marketing", "sales", "shared", "neither"]


class Probabilities(Schema):
    """Calibrated probabilities, rounded to four places; they add up to 1."""

    marketing: float = Field(examples=[0.0312])
    sales: float = Field(examples=[0.9571])
    neither: float = Field(examples=[0.0117])


class Decided(Schema):
    """The decision on one text."""

    decision: Outcome = Field(examples=["sales"])
    reason: str = Field(description="Why, as a name for programs.", examples=["likely"])
    decided_by: Literal["model", "curator", "rule"]
    rule: str | None = Field(description="Words of the charter's rule, if one decided.")
    model_decision: Outcome = Field(description="The model's own view.")
    probabilities: Probabilities
    shared: float = Field(
        description="Probability that both teams own it; beside the three, which add up to 1."
    )
    feedback_token: str = Field(
        description="Names this answer for a day where feedback on it is left. The text is not "
        "in it."
    )


def decided(answer: Answer) -> Decided:
    """Return the answer as it is sent."""
    decision = answer.decision
    return Decided.model_construct(
        decision=decision.outcome.value,
        reason=decision.reason.value,
        decided_by=answer.decided_by.value,
        rule=answer.rule.words if answer.rule else None,
        model_decision=answer.model_decision.outcome.value,
        probabilities=Probabilities.model_construct(
            marketing=round(decision.marketing, 4),
            sales=round(decision.sales, 4),
            neither=round(decision.neither, 4),
        ),
        shared=round(decision.shared, 4),
        feedback_token=feedback_token(answer),
    )
