"""The article's terms as the table holds them now."""

from classifier.core.vocabulary import Term, find_terms
from classifier.models import Example

SOURCE = "article"


def match_terms(text: str) -> list[Term]:
    """Return the article's terms that stand in `text`, with their labels and facets of now."""
    rows = Example.objects.filter(source=SOURCE).prefetch_related("facets")
    terms = (
        Term(row.text, row.label, tuple(facet.name for facet in row.facets.all())) for row in rows
    )
    return find_terms(text, terms)
