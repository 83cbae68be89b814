"""Why is it theirs? As JSON."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from classifier.core.counterfactual import Counterfactual
from classifier.core.explanation import Explanation
from classifier.core.labels import CLASSES
from classifier.models.api_token import Scope
from classifier.services.classification import explain_answer
from classifier.services.nearest import Neighbour
from classifier.services.pinned import answer

from .answers import Decided, Label, Outcome, decided
from .authentication import Bearer
from .errors import ErrorBody
from .questions import OneText

router = Router(tags=["classify"])


class Contributions(Schema):
    """What speaks for each class, in log-odds, rounded to four places."""

    marketing: float
    sales: float
    neither: float


class ExplainedWord(Schema):
    """A word of the text and what it contributes."""

    text: str
    start: int = Field(description="Place in `text` of the explanation, in characters.")
    end: int
    contributions: Contributions


class FoundTerm(Schema):
    """A term of the article that stands in the text."""

    text: str
    label: Label
    facets: list[str]


class Near(Schema):
    """A curated example that is like the text."""

    id: int
    text: str
    label: Label
    similarity: float = Field(description="0 to 1.")


class Change(Schema):
    """Words without which the answer would be another."""

    words: list[str]
    outcome: Outcome


class Explained(Schema):
    """An answer with what is behind it. All contributions and the intercept add up to the score."""

    model_version: int
    text: str = Field(description="The text in normal form; the places of the words count in it.")
    answer: Decided
    intercept: Contributions = Field(description="What the model says of an empty text.")
    words: list[ExplainedWord]
    terms: list[FoundTerm]
    neighbours: list[Near]
    is_complete: bool = Field(
        description="False while the database is away: neighbours, and perhaps terms, are missing."
    )
    change: Change | None = Field(description="Null if no few words would change the answer.")


@router.post(
    "explain",
    auth=Bearer(Scope.CLASSIFY, is_open=True),
    openapi_extra={"x-open": True},
    operation_id="explain",
    summary="Say why: words, terms, neighbours, and what would change the answer",
    response={200: Explained, (400, 404, 503): ErrorBody},
)
def explain_text(request: HttpRequest, payload: OneText) -> Explained:
    """Decide on one text and show what decided; the text is not stored."""
    [answered] = answer([payload.text], version=payload.model_version or None)
    found = explain_answer(answered)
    return Explained(
        model_version=found.answer.version,
        text=found.explanation.text,
        answer=decided(found.answer),
        intercept=_contributions(found.explanation.intercept),
        words=_words(found.explanation),
        terms=[FoundTerm.model_validate(term._asdict(), strict=False) for term in found.terms],
        neighbours=[_near(one) for one in found.neighbours],
        is_complete=found.is_complete,
        change=_change(found.change),
    )


def _words(explanation: Explanation) -> list[ExplainedWord]:
    pairs = zip(explanation.words, explanation.contributions, strict=True)
    return [
        ExplainedWord(
            text=word.text, start=word.start, end=word.end, contributions=_contributions(values)
        )
        for word, values in pairs
    ]


def _near(one: Neighbour) -> Near:
    example, similarity = one.example, round(one.similarity, 4)
    return Near.model_validate(
        {"id": example.pk, "text": example.text, "label": example.label, "similarity": similarity}
    )


def _contributions(values: object) -> Contributions:
    numbers = (round(float(value), 4) for value in values)  # type: ignore[attr-defined]
    return Contributions(**dict(zip(CLASSES, numbers, strict=True)))


def _change(change: Counterfactual | None) -> Change | None:
    if change is None:
        return None
    return Change(words=[word.text for word in change.words], outcome=change.outcome.value)
