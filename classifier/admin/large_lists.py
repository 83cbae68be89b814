"""Admin lists that stay quick, and refuse what would stall them, however many rows there are.

`class ThingAdmin(LargeListMixin, admin.ModelAdmin[Thing])` is all that a list needs: its filters
are allowed as they stand; `search_fields` are plain names of text columns; keys are integers
wherever rows can be ticked or edited.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from classifier.exceptions import Conflict
from classifier.models import Example
from classifier.models.counting import Tally, capped_count
from classifier.models.text_search import MATCHES, search_texts

from .keys import is_key
from .large_change_list import LargeChangeList, LargePaginator
from .list_lookups import allowed_lookups, is_plain
from .list_search import split_terms

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class LargeListMixin(_Admin):
    """Bounds on everything that an address or a form may ask of a list."""

    paginator = LargePaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 200
    rows_at_once = 1_000
    """No action takes more rows than this."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that bounds its pages."""
        return LargeChangeList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow what the list's own filters send: any other is refused with 400."""
        filters = self.list_filter if request is None else self.get_list_filter(request)
        allowed = allowed_lookups(self.model, filters, self.date_hierarchy)
        return lookup in allowed and is_plain(value)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the text columns by words taken literally."""
        terms = split_terms(search_term)
        if not terms:
            return queryset, False
        fields = list(self.get_search_fields(request))
        indexed = self.model is Example and fields == ["text"]
        found = search_texts(queryset, fields, terms, indexed=indexed)
        if found.newest:
            what = "matches" if found.newest == MATCHES else self.opts.verbose_name_plural
            self._say_once(
                request,
                f"These words are too short or too common to search everything: the newest "
                f"{found.newest:,} {what} were looked through. Add a longer or rarer word.",
            )
        return found.rows, False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse NUL anywhere in the address; say why a redirect led here."""
        others = [values for name, values in request.GET.lists() if name != SEARCH_VAR]
        if not all(is_plain(value) for values in others for value in values):
            raise DisallowedModelAdminLookup("A value in the address is too long or no text")
        if ERROR_FLAG in request.GET and request.method == "GET":
            self._say_once(request, "There is no such page or filter: here is the whole list.")
        return super().changelist_view(request, extra_context)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Refuse an action on too many rows, or on what are no rows, before it starts."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        everything = any(value not in ("", "0") for value in request.POST.getlist("select_across"))
        number = capped_count(queryset) if everything else Tally(len(ticked))
        if number > self.rows_at_once:
            names = self.opts.verbose_name_plural
            self.message_user(
                request,
                f"Nothing was done: an action takes {self.rows_at_once:,} {names} at most, "
                f"and these are {number.words}. Narrow the list by a filter or a search first.",
                messages.ERROR,
            )
            return None
        if not all(map(is_key, ticked)):
            self.message_user(request, "Nothing was done: tick rows of the list.", messages.ERROR)
            return None
        return super().response_action(request, queryset, *args, **kwargs)

    def _get_list_editable_queryset(self, request: HttpRequest, prefix: str) -> QuerySet[Any]:
        """Return the rows of the posted form.

        Raises BadRequest if a key is none (Django would take the whole table then) or a row has
        none, and Conflict if a row is gone.
        """
        self._check_rows(request, prefix)
        keys = set(self._get_edited_object_pks(request, prefix))
        if not all(map(is_key, keys)):
            raise BadRequest("A row of the list has no key")
        rows = super()._get_list_editable_queryset(request, prefix)
        if rows.count() < len(keys):
            raise Conflict("A row of this list was deleted meanwhile. Load the list again.")
        return rows

    def _check_rows(self, request: HttpRequest, prefix: str) -> None:
        """Raise BadRequest if a row of the posted form is a new one: a list has no place for it."""
        shown, total = (request.POST.get(f"{prefix}-{x}_FORMS", "") for x in ("INITIAL", "TOTAL"))
        numbers = range(int(total) if is_key(total) else 0)
        key = self.opts.pk.name
        if shown != total or not all(f"{prefix}-{one}-{key}" in request.POST for one in numbers):
            raise BadRequest("The form of the list holds a row that the list did not show")

    def _say_once(self, request: HttpRequest, sentence: str) -> None:
        said = request.__dict__.setdefault("large_list_said", set())
        if sentence not in said:
            said.add(sentence)
            messages.warning(request, sentence)
