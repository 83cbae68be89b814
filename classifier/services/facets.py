"""Facets of examples, many at once."""

from collections.abc import Iterable, Sequence

from classifier.models import Example, Facet


def link_facets(rows: Sequence[tuple[Example, Sequence[str]]], *, names: Iterable[str]) -> None:
    """Link stored examples to facets by name; those of `names` that are missing are made.

    New facets stand in the order of `names`.
    """
    present = dict(Facet.objects.values_list("name", "pk"))
    fresh = [Facet(name=name) for name in dict.fromkeys(names) if name not in present]
    Facet.objects.bulk_create(fresh, ignore_conflicts=True)
    ids = dict(Facet.objects.values_list("name", "pk")) if fresh else present
    through = Example.facets.through
    links = [
        through(example_id=example.pk, facet_id=ids[name])
        for example, facets in rows
        for name in dict.fromkeys(facets)
    ]
    through.objects.bulk_create(links, batch_size=500)
