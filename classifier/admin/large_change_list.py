"""The list of a large table: counted in bounds, its pages reached without reading the ones before.

Filtered lists end after `CAP` rows: whoever looks for one among more has better means. The whole
list can be leafed through to its end.
"""

from typing import Any, cast

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from classifier.models.counting import Tally, capped_count, count_table

from .list_search import SearchForm

SHOWN = 1_000
"""So many characters of a refused search stay in its box."""


class LargePaginator(Paginator[Any]):
    """Pages of a queryset whose count is capped, or, of a whole table, estimated."""

    @cached_property
    def count(self) -> Tally:
        """Number of rows that can be leafed through."""
        rows = cast(QuerySet[Any], self.object_list)
        return count_table(rows.model, rows) if self.is_whole else capped_count(rows)

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole table."""
        query = cast(QuerySet[Any], self.object_list).query
        return not (query.where or query.distinct or query.is_sliced)


class LargeChangeList(ChangeList):
    """A change list that fetches the ids of a page first and its rows by them."""

    search_form_class = SearchForm

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        """Return the rows asked for; none if the search was refused, lest an action hit all."""
        self._drop_odd_orderings()
        if self.search_form_class(request.GET).is_valid():
            return super().get_queryset(request, exclude_parameters)
        self.query = ""
        rows = super().get_queryset(request, exclude_parameters).none()
        self.query = request.GET[SEARCH_VAR].replace("\x00", "")[:SHOWN]  # to be mended
        return rows

    def get_filters(self, request: HttpRequest) -> Any:
        """Refuse what no date follows on: Django looks for the end of each year, month and day."""
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Let a filter's own order come first; end in the direction of the index."""
        own = queryset.query.order_by
        if own and own != self.root_queryset.query.order_by and not self.params.get(ORDER_VAR):
            ordering = [*own, "-pk"]
        else:
            ordering = list(super().get_ordering(request, queryset))
        if len(ordering) == 2 and ordering[1] == "-pk" and not str(ordering[0]).startswith("-"):
            ordering[1] = "pk"
        return ordering

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page; the last page of an estimated list is found from its end.

        A moment that is before or after all years in UTC is refused: SQLite cannot be asked for it.
        """
        try:
            super().get_results(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error
        ids = list(self.result_list.values_list("pk", flat=True))
        paginator = cast(LargePaginator, self.paginator)
        estimated = paginator.is_whole and not paginator.count.exact
        if estimated and (not ids or self.page_num == paginator.num_pages):
            backward = self.queryset.reverse().values_list("pk", flat=True)
            ids = list(backward[: self.list_per_page])
        rows = self.apply_select_related(self.root_queryset)
        self.result_list = rows.filter(pk__in=ids).order_by(*self.queryset.query.order_by)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than can be leafed through."""
        paginator = cast(LargePaginator, self.paginator)
        return not (paginator.is_whole or paginator.count.exact)

    @property
    def too_many_at_once(self) -> str:
        """How many rows an action takes, if these are more; empty if not."""
        cap: int = getattr(self.model_admin, "rows_at_once", self.result_count)
        return f"{cap:,}" if self.result_count > cap else ""

    def _drop_odd_orderings(self) -> None:
        """Keep what `?o=` says of one column that can be sorted by: two have no index."""
        kept = [one for one in self.params.get(ORDER_VAR, "").split(".") if self._is_sortable(one)]
        if kept:
            self.params[ORDER_VAR] = kept[0]
        else:
            self.params.pop(ORDER_VAR, None)

    def _is_sortable(self, ordering: str) -> bool:
        number = ordering.removeprefix("-")
        if not (number.isdecimal() and len(number) < 4 and int(number) < len(self.list_display)):
            return False
        return self.sortable_by is None or self.list_display[int(number)] in self.sortable_by
