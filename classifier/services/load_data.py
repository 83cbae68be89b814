"""Filler that makes the table of examples as large as one likes, to measure lists and searches.

It is never learned from: see `ExampleQuerySet.learnable`.
"""

import random
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from classifier.core.text import text_key
from classifier.exceptions import Conflict, InvalidInput
from classifier.models import Example, Facet
from classifier.models.choices import LabelChoice
from classifier.models.example import LOAD_SOURCE

from .load_text import SENTENCES, load_sentence

BATCH = 20_000
DOMAINS = 400
SOURCES = 12
_OTHERS = ("marketing", "sales", "neither")
_LABELS = dict(zip(LabelChoice.values, (0.36, 0.34, 0.08, 0.22), strict=True))

Report = Callable[[int], None]


def seed_load(count: int, *, report: Report = lambda done: None) -> None:
    """Make the filler `count` examples, always the same; `report` gets how many are in.

    Raises
    ------
    InvalidInput
        If `count` is not between 1 and what the sentences suffice for.
    Conflict
        If there is filler already, and not as much.
    """
    if not 1 <= count <= SENTENCES:
        raise InvalidInput(f"The number of examples is 1 to {SENTENCES:,}, not {count:,}.")
    if present := _filler().count():
        if present == count:
            return
        raise Conflict(
            f"There are {present:,} filler examples already. "
            "Remove them first: manage.py seed_load --remove"
        )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # the indexes of a million rows, kept in memory
            cursor.execute("PRAGMA cache_size = -400000")
    facets = list(Facet.objects.values_list("pk", flat=True))
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        with transaction.atomic():
            _insert(numbers)
            _link(numbers, facets)
        report(numbers.stop)
    _analyse()


def remove_load(*, report: Report = lambda done: None) -> int:
    """Delete all filler with what refers to it and return how many examples that were."""
    done = 0
    while ids := list(_filler().order_by("pk").values_list("pk", flat=True)[:1000]):
        Example.objects.filter(pk__in=ids).delete()
        done += len(ids)
        report(done)
    return done


def _filler() -> Any:
    return Example.objects.filter(Q(source=LOAD_SOURCE) | Q(source__startswith=f"{LOAD_SOURCE}:"))


def _insert(numbers: range) -> None:
    fields = [
        field
        for field in Example._meta.concrete_fields
        if not (field.generated or field.primary_key)
    ]
    same = {field.attname: field.get_default() for field in fields}
    same["created_at"] = same["updated_at"] = timezone.now()
    same = {f.attname: f.get_db_prep_save(same[f.attname], connection) for f in fields}
    rows = (tuple((same | values).values()) for values in map(_values, numbers))
    _copy(Example._meta.db_table, [str(field.column) for field in fields], rows)


def _values(number: int) -> dict[str, Any]:
    """Return what makes one filler example differ from the next."""
    text = load_sentence(number)
    chance = random.Random(number)  # noqa: S311
    [label] = chance.choices(list(_LABELS), cum_weights=list(accumulate(_LABELS.values())))
    is_test = chance.random() < 0.1
    disagrees = not is_test and chance.random() < 0.06
    other = chance.choice([one for one in _OTHERS if one != label])
    outcome = other if disagrees else "unsure" if label == "shared" else label
    return {
        "text": text,
        "key": text_key(text),
        "label": label,
        # Few domains and sources are common and many are rare, as in real tables.
        "domain": f"domain {int(DOMAINS * chance.random() ** 3):03}",
        "source": _source(chance),
        "is_test": is_test,
        "model_outcome": "" if is_test else outcome,
        "model_confidence": None if is_test else round(0.4 + 0.6 * chance.random(), 4),
        "doubt": None if is_test else round(chance.random() * (1 if disagrees else 0.5), 4),
        "better_label": other if disagrees else "" if is_test else label,
    }


def _source(chance: random.Random) -> str:
    at = int(SOURCES * chance.random() ** 2)
    return f"{LOAD_SOURCE}:file {at:02}" if at else LOAD_SOURCE


def _link(numbers: range, facets: list[int]) -> None:
    """Put every fifth filler example of `numbers` into a facet."""
    if not facets:
        return
    keys = [text_key(load_sentence(number)) for number in numbers if number % 5 == 0]
    rows = []
    for start in range(0, len(keys), 500):
        ids = Example.objects.filter(key__in=keys[start : start + 500])
        rows += [(pk, facets[pk % len(facets)]) for pk in ids.values_list("pk", flat=True)]
    _copy(Example.facets.through._meta.db_table, ["example_id", "facet_id"], iter(rows))


def _copy(table: str, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Insert the rows in the database's fastest way."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    target = f"{connection.ops.quote_name(table)} ({names})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            insert = f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608
            cursor.executemany(insert, list(rows))


def _analyse() -> None:
    """Let the database look at what it holds now, as it would by and by itself."""
    tables = [Example._meta.db_table, Example.facets.through._meta.db_table]
    verb = "ANALYZE"
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        verb = "VACUUM ANALYZE"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"{verb} {connection.ops.quote_name(table)}")
