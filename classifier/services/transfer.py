"""Labelled examples from files into the table."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from classifier.core.labels import Label
from classifier.exceptions import InvalidInput
from classifier.models import Example

from .facets import link_facets
from .labelling import build_example


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCount:
    """How many rows of an import were new, and how many the table had already."""

    new: int
    same: int


def load_fixture(path: Path) -> ImportCount:
    """Load a fixture of this project and return how many examples were new.

    A fixture is a JSON list of objects with text, label and optional domain, facet, source and
    kept: its writers looked at the label again and kept it, as a curator would. Examples that are
    here already keep what curators made of them.

    Raises InvalidInput if the file cannot be read or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = _merge(content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"{path} cannot be loaded: {error}. fixtures/README.md says what it should hold."
        ) from error
    present = _present([example.key for example, _ in rows])
    new = [(example, facets) for example, facets in rows if example.key not in present]
    with transaction.atomic():
        Example.objects.bulk_create([example for example, _ in new], batch_size=500)
        link_facets(new, names=[row["facet"] for row in content if row.get("facet")])
    return ImportCount(new=len(new), same=len(rows) - len(new))


def _present(keys: list[str]) -> set[str]:
    """Return those of `keys` that the table holds, without reading the others."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        here = Example.objects.filter(key__in=keys[start : start + 500])
        found.update(here.values_list("key", flat=True))
    return found


def _merge(rows: Iterable[dict[str, Any]]) -> list[tuple[Example, list[str]]]:
    """Return one example a text with all its facets; a text on both sides becomes shared."""
    merged: dict[str, tuple[Example, list[str]]] = {}
    for row in rows:
        example = build_example(
            text=row["text"],
            label=row["label"],
            domain=row.get("domain", ""),
            source=row.get("source", "project"),
        )
        first, facets = merged.setdefault(example.key, (example, []))
        if first.label != example.label:
            first.label = Label.SHARED
        if row.get("facet"):
            facets.append(row["facet"])
        if row.get("kept"):
            example.kept_label = row["label"]
    return list(merged.values())
