"""The article's terms as the table holds them now."""

from classifier.core.vocabulary import Term, TermFinder
from classifier.models import Example

from .remembered import Remembered

SOURCE = "article"


def match_terms(text: str) -> list[Term]:
    """Return the article's terms that stand in `text`, with their labels and facets.

    These are as they were `conf.remembered_seconds()` ago or later.
    """
    return _finder.get().find(text)


def _read() -> TermFinder:
    rows = Example.objects.filter(source=SOURCE).prefetch_related("facets")
    return TermFinder(
        Term(row.text, row.label, tuple(facet.name for facet in row.facets.all()))
        for row in rows.only("text", "label")
    )


_finder = Remembered(_read)
