"""Filters whose choices and rows are found by an index."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from classifier.models import Example, Facet
from classifier.models.distinct_values import distinct_values

MAX_CHOICES = 1_000
"""A longer list helps nobody; `?field=value` still finds the rest."""


class ValuesFilter(admin.AllValuesFieldListFilter):
    """All values of an indexed column as a choice to open: there may be hundreds."""

    template = "admin/select_filter.html"

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Jump to the values instead of reading the table; keep what else it is filtered by."""
        super().__init__(field, request, *args, **kwargs)
        self.lookup_choices: Any = distinct_values(field.model, field.name, limit=MAX_CHOICES)
        own = (self.lookup_kwarg, self.lookup_kwarg_isnull, "p")
        self.kept = [(name, value) for name, value in request.GET.items() if name not in own]


class FacetFilter(admin.SimpleListFilter):
    """Examples in a section of the article."""

    title = "facets"
    parameter_name = "facets__id__exact"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Offer the facets."""
        return [(str(facet.pk), facet.name) for facet in Facet.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Example]) -> QuerySet[Example]:
        """Keep the examples of the facet; a text stands in a facet once, so none comes twice."""
        value = self.value()
        if value is None:
            return queryset
        known = value in dict(self.lookup_choices)
        return queryset.filter(facets=int(value)) if known else queryset.none()
