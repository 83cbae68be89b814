"""A small real corpus: whole domains of the project's own sentences."""

import json
from functools import cache
from pathlib import Path

from classifier.core import Label, LabelledText
from classifier.services.labelling import build_example

FIXTURES = Path(__file__).parent.parent / "fixtures"
DOMAINS = (
    "software",
    "insurance",
    "law",
    "public relations",
    "telesales",
    "sales management",
    "marketing management",
)


@cache
def sentences() -> tuple[LabelledText, ...]:
    """All sentences of fixtures/tasks.json."""
    rows = json.loads((FIXTURES / "tasks.json").read_text(encoding="utf-8"))
    return tuple(
        LabelledText(text=row["text"], label=Label(row["label"]), domain=row["domain"], id=number)
        for number, row in enumerate(rows, start=1)
    )


def small_corpus() -> list[LabelledText]:
    """Some five hundred sentences of seven domains."""
    return [one for one in sentences() if one.domain in DOMAINS]


def store(rows: list[LabelledText]) -> None:
    from classifier.models import Example

    Example.objects.bulk_create(
        build_example(text=row.text, label=row.label, domain=row.domain, source="project")
        for row in rows
    )
