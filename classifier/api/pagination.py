"""Pages of lists by a signed cursor: deep pages cost what the first does, and none repeats."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from pydantic import Field

from .errors import BadCursor, BadValue

MAX_LIMIT = 100
_OURS = frozenset({"limit", "cursor"})

Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Most rows of a page.")]
Cursor = Annotated[
    str,
    Field(
        max_length=300,
        description="`next_cursor` of the page before, with the same filters; empty for the first.",
    ),
]

_M = TypeVar("_M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[_M]):
    """Rows, and the cursor of the page after them; None if they are the last."""

    rows: list[_M]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which page of which list is asked for."""

    name: str
    """Of the list, the object it hangs on included."""
    filters: Mapping[str, Any]
    limit: int
    cursor: str

    def page(
        self, rows: QuerySet[_M], *, by: str, value: Callable[[_M], int | str], rising: bool = False
    ) -> Page[_M]:
        """Return the page of `rows`, ordered by the unique field `by`, which `value` reads.

        Raises BadCursor if the cursor is none of this list with these filters.
        """
        rows = rows.order_by(by if rising else f"-{by}")
        if self.cursor:
            rows = rows.filter(**{f"{by}__{'gt' if rising else 'lt'}": self._place()})
        found = list(rows[: self.limit + 1])
        shown = found[: self.limit]
        more = len(found) > self.limit
        return Page(shown, self._sign(value(shown[-1])) if more else None)

    def _place(self) -> int | str:
        try:
            place = signing.loads(self.cursor, salt=self._salt)
        except signing.BadSignature as error:
            raise BadCursor(
                "The cursor is none that this list gave with these filters. "
                "Begin without one, and keep the filters from page to page.",
                field="cursor",
            ) from error
        return place if isinstance(place, str) else int(place)

    def _sign(self, place: int | str) -> str:
        return signing.dumps(place, salt=self._salt)

    @property
    def _salt(self) -> str:
        asked = sorted((name, str(value)) for name, value in self.filters.items())
        return f"classifier.api.cursor {self.name} {asked}"


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Raise BadValue if the address asks for something that is neither filter nor paging."""
    for name in request.GET:
        if name not in _OURS and name not in known:
            listed = ", ".join(sorted({*known, *_OURS}))
            raise BadValue(
                f"“{name[:40]}” is no parameter of this list. There are: {listed}.",
                field=name[:40],
            )
