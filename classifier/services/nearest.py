"""The labelled examples most like a text, as they are labelled now."""

from dataclasses import dataclass

from classifier.core import Model
from classifier.exceptions import NotReady
from classifier.models import Example

from .registry import active_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A curated example as it is labelled now, and how like the text it is, 0 to 1."""

    example: Example
    similarity: float


def find_neighbours(model: Model, text: str, count: int) -> list[Neighbour]:
    """Return up to `count` neighbours that `model` knows, most alike first, with text and label."""
    found = model.nearest(text, count)
    examples = Example.objects.only("text", "label").in_bulk([one.id for one in found])
    return [
        Neighbour(example=examples[one.id], similarity=one.similarity)
        for one in found
        if one.id in examples
    ]


def nearest_examples(text: str, *, count: int = 3, without: int = 0) -> list[Neighbour]:
    """Return up to `count` neighbours by the active model, for whoever labels; none without one.

    `without` is the id of an example to leave out: the text's own.
    """
    try:
        model = active_model().model
    except NotReady:
        return []
    found = find_neighbours(model, text, count + 1)
    return [one for one in found if one.example.pk != without][:count]
