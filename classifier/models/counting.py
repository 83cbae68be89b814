"""How many rows there are, told in bounded time."""

from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet

CAP = 10_000
"""No more rows than this are counted one by one."""

# Rows a page when the table was last analysed, times its pages of now: what the planner assumes.
_ESTIMATE = """
    SELECT CASE WHEN relpages > 0 AND reltuples >= 0
        THEN reltuples / relpages
            * (pg_relation_size(oid) / current_setting('block_size')::int)
        END
    FROM pg_class WHERE oid = %s::regclass
"""


class Tally(int):
    """A number of rows that says in words whether it is exact."""

    words: str
    """As people read it: “1,234”, “about 1,000,000” or “more than 10,000”."""
    exact: bool

    def __new__(cls, number: int, prefix: str = "") -> "Tally":
        """Return the number; a prefix says in what way it is not exact."""
        tally = super().__new__(cls, number)
        tally.words = f"{prefix} {number:,}".lstrip()
        tally.exact = not prefix
        return tally


def capped_count(rows: QuerySet[Any], cap: int = CAP) -> Tally:
    """Return how many rows there are, or that there are more than `cap`."""
    number = rows.order_by()[: cap + 1].count()
    return Tally(number) if number <= cap else Tally(cap, "more than")


def count_table(table: type[Model], rows: QuerySet[Any] | None = None) -> Tally:
    """Return how many rows `table` has: exact up to `CAP`, beyond it PostgreSQL's estimate.

    SQLite keeps no estimate, and counts a million rows along an index in a moment. `rows` are
    all rows of the table, if they are at hand.
    """
    everything = table._default_manager.all() if rows is None else rows
    tally = capped_count(everything)
    if tally.exact:
        return tally
    connection = connections[everything.db]
    if connection.vendor != "postgresql":
        return Tally(everything.order_by().count())
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATE, [connection.ops.quote_name(table._meta.db_table)])
        estimate = cursor.fetchone()[0]
    if estimate is None:  # never analysed yet
        return Tally(everything.order_by().count())
    return Tally(max(round(estimate), CAP + 1), "about")
