"""The labelled examples most like a text, for whoever has to label it."""

from classifier.exceptions import NotReady
from classifier.models import Example

from .classification import Neighbour
from .registry import active_model


def nearest_examples(text: str, *, count: int = 3, without: int = 0) -> list[Neighbour]:
    """Return up to `count` examples as labelled now, most alike first; none without a model.

    `without` is the id of an example to leave out: the text's own.
    """
    try:
        found = active_model().model.nearest(text, count + 1)
    except NotReady:
        return []
    rows = Example.objects.in_bulk([one.id for one in found])
    return [
        Neighbour(example=rows[one.id], similarity=one.similarity)
        for one in found
        if one.id in rows and one.id != without
    ][:count]
