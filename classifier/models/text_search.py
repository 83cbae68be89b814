"""Rows whose text holds all of some words, each taken literally."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from .counting import capped_count
from .text_index import NAME, has_text_index

NEWEST = 50_000
"""What no index can find is looked for in so many of the newest rows."""

MATCHES = 20_000
"""SQLite's index hands over the newest so many matches; a list shows fewer."""

_INDEXED = re.compile(r"[^\W_]{3}")
_MATCH = (
    f"SELECT rowid FROM {NAME} WHERE {NAME} MATCH %s "  # noqa: S608
    f"ORDER BY rowid DESC LIMIT {MATCHES}"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows, and of how many candidates only the newest were looked at; 0 if all were."""

    rows: QuerySet[Any]
    newest: int = 0


def search_texts(
    rows: QuerySet[Any], fields: Sequence[str], terms: list[str], *, indexed: bool = False
) -> Found:
    """Return those of `rows` that hold every one of `terms` in one of `fields`, whatever its case.

    `indexed` tells that the one field is the text of an example. An index needs a term with three
    letters or digits in a row; without one, only the newest rows are looked through.
    """
    holding = [
        Q.create([(f"{field}__icontains", term) for field in fields], connector=Q.OR)
        for term in terms
    ]
    long = [term for term in terms if _INDEXED.search(term)]
    connection = connections[rows.db]
    if not (indexed and long and has_text_index(connection)):
        return _search_newest(rows, rows.filter(*holding))
    if connection.vendor == "postgresql":
        return Found(rows.filter(*holding))  # the planner weighs the index against the filters
    filtered = bool(rows.query.where)
    # LIKE knows the case of ASCII letters alone.
    plain = all(term.isascii() for term in terms)
    if filtered and plain and capped_count(rows).exact:  # the filters leave little to read
        return Found(rows.filter(*holding))
    match = " ".join('"' + term.replace('"', '""') + '"' for term in long)
    short = [one for one, term in zip(holding, terms, strict=True) if term not in long]
    found = rows.filter(*short, pk__in=RawSQL(_MATCH, [match]))  # noqa: S611
    if not (filtered or short) or _count_matches(rows, match) < MATCHES:
        return Found(found)
    return Found(found, newest=MATCHES)


def _search_newest(rows: QuerySet[Any], found: QuerySet[Any]) -> Found:
    newest = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True)
    oldest = next(iter(newest[NEWEST - 1 : NEWEST]), None)
    if oldest is None:
        return Found(found)
    return Found(found.filter(pk__gte=oldest), newest=NEWEST)


def _count_matches(rows: QuerySet[Any], match: str) -> int:
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_MATCH})", [match])  # noqa: S608
        return int(cursor.fetchone()[0])
