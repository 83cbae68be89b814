"""Labelled examples: listed, read, added, corrected, withdrawn."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from classifier.exceptions import NotFound
from classifier.models import Example
from classifier.models.api_token import Scope
from classifier.models.choices import Channel
from classifier.models.example import ExampleQuerySet
from classifier.models.text_search import search_texts
from classifier.services.labelling import add_example, correct_label
from classifier.services.withdrawal import withdraw_example

from .answers import Label
from .authentication import Bearer, caller_of
from .errors import ErrorBody
from .idempotency import IdempotencyKey, once
from .numbers import Id, Number
from .pagination import Cursor, Limit, Paging, refuse_unknown
from .texts import Line, Plain, Task

router = Router(tags=["examples"])


class Filters(Schema):
    """Which examples; what is left out asks for nothing."""

    label: Label | None = None
    domain: Annotated[Plain, Field(max_length=80, description="Industry or function, exactly.")] = (
        ""
    )
    source: Annotated[Plain, Field(max_length=40, description="Where it comes from, exactly.")] = ""
    words: Annotated[
        Plain, Field(max_length=100, description="Words that all stand in the text.")
    ] = ""
    is_test: bool | None = Field(None, description="Locked test rows, or all but those.")
    disagrees: bool | None = Field(None, description="Whether the model decides otherwise.")

    def apply(self, rows: ExampleQuerySet) -> QuerySet[Example]:
        """Return those of `rows` that are asked for."""
        wanted = self.model_dump(include={"label", "is_test", "disagrees"}, exclude_none=True)
        exact = {name: value for name in ("domain", "source") if (value := getattr(self, name))}
        found = rows.filter(**wanted, **exact)
        terms = self.words.split()[:8]
        return search_texts(found, ["text"], terms, indexed=True).rows if terms else found


class Paged(Filters):
    """Filters and the page."""

    limit: Limit = 50
    cursor: Cursor = ""


class ExampleOut(Schema):
    """An example."""

    id: int
    text: str
    label: Label
    domain: str
    source: str
    notes: str
    is_test: bool = Field(description="Locked: judged by every version, learned by none.")
    model_outcome: str = Field(description="What the model, not having seen it, decides.")
    disagrees: bool | None
    revision: int = Field(description="Grows with each change; send it back when you correct.")
    created_at: datetime
    updated_at: datetime


class ExamplePage(Schema):
    """Examples, the newest first."""

    items: list[ExampleOut]
    next_cursor: str | None = Field(description="For the next page; null on the last.")


class NewExample(Schema):
    """An example to add."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Task
    label: Label
    domain: Annotated[Plain, Field(max_length=80)] = ""
    source: Annotated[Plain, Field(max_length=40)] = "API"
    notes: Annotated[Plain, Field(max_length=2_000)] = ""


class ExampleState(Schema):
    """An example without its texts, as it is after a change."""

    id: int
    label: Label
    revision: int
    is_test: bool


class Correction(Schema):
    """A new label, and the one that was seen."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: Label
    seen: Label = Field(description="The label it had when you looked.")
    revision: Number | None = Field(
        None, description="With it, nothing else of the example may have changed either."
    )
    reason: Line = ""


class Withdrawal(Schema):
    """The label that was seen on what is withdrawn."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seen: Label


class Withdrawn(Schema):
    """What became of a withdrawn example."""

    candidate: int = Field(description="The unlabelled text that waits in the queue again.")
    state: Literal["waiting"]


@router.get(
    "examples",
    auth=Bearer(Scope.EXAMPLES_READ, "view_example"),
    operation_id="list_examples",
    summary="List examples",
    response={200: ExamplePage, 400: ErrorBody},
)
def list_examples(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Return examples, the newest first; filters may be combined."""
    refuse_unknown(request, Filters.model_fields)
    filters = asked.model_dump(exclude={"limit", "cursor"})
    paging = Paging(name="examples", filters=filters, limit=asked.limit, cursor=asked.cursor)
    page = paging.page(asked.apply(Example.objects.all()), by="pk", value=lambda row: row.pk)
    return {"items": page.rows, "next_cursor": page.next_cursor}


@router.get(
    "examples/{id}",
    auth=Bearer(Scope.EXAMPLES_READ, "view_example"),
    operation_id="get_example",
    summary="Read one example",
    response={200: ExampleOut, (400, 404): ErrorBody},
)
def get_example(request: HttpRequest, id: Id) -> Example:  # noqa: A002 - the address says id
    """Return the example with its text, label and revision."""
    return _find(id)


@router.post(
    "examples",
    auth=Bearer(Scope.EXAMPLES_WRITE, "add_example"),
    operation_id="add_example",
    summary="Add an example",
    response={201: ExampleState, (400, 409): ErrorBody},
)
def add(request: HttpRequest, payload: NewExample, key: IdempotencyKey) -> Status[Any]:
    """Store a text with its label; 409 if the text is an example already."""

    def make() -> ExampleState:
        values = payload.model_dump()
        by = caller_of(request).user
        return _state(add_example(**values, by=by, channel=Channel.API))

    return once(request, key, make)


@router.post(
    "examples/{id}/label",
    auth=Bearer(Scope.EXAMPLES_WRITE, "change_example"),
    operation_id="correct_example",
    summary="Correct the label of an example",
    response={200: ExampleState, (400, 404, 409): ErrorBody},
)
def correct(
    request: HttpRequest,
    id: Id,  # noqa: A002 - as above
    payload: Correction,
    key: IdempotencyKey,
) -> Status[Any]:
    """Set the label; 409 if somebody changed the example since you looked, and says who."""

    def make() -> ExampleState:
        example = _find(id)
        correct_label(
            example=example,
            label=payload.label,
            seen=payload.seen,
            revision=payload.revision,
            reason=payload.reason,
            by=caller_of(request).user,
            channel=Channel.API,
        )
        return _state(example)

    return once(request, key, make, status=200)


@router.post(
    "examples/{id}/withdraw",
    auth=Bearer(Scope.EXAMPLES_WRITE, "change_example"),
    operation_id="withdraw_example",
    summary="Put an example back among the unlabelled texts",
    response={200: Withdrawn, (400, 404, 409): ErrorBody},
)
def withdraw(
    request: HttpRequest,
    id: Id,  # noqa: A002 - as above
    payload: Withdrawal,
    key: IdempotencyKey,
) -> Status[Any]:
    """Take back the first label of an example that came from the queue; 409 for any other."""

    def make() -> Withdrawn:
        candidate = withdraw_example(_find(id), label=payload.seen)
        return Withdrawn(candidate=candidate.pk, state="waiting")

    return once(request, key, make, status=200)


def _find(pk: int) -> Example:
    example = Example.objects.filter(pk=pk).first()
    if example is None:
        raise NotFound(f"There is no example {pk}.")
    return example


def _state(example: Example) -> ExampleState:
    return ExampleState.from_orm(example)
