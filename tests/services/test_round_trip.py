"""Export, wipe, import: the same examples, in each format."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from classifier.core.exchange import FORMATS
from classifier.models import Example, Facet, LabelChange
from classifier.models.choices import Channel
from classifier.services import exports, imports, labelling
from classifier.services.import_save import ImportChoices

from ..corpus import FIXTURES

TEXTS = [
    "=SUM(A1:A9) of the weekly leads",
    "+49 numbers dialled from the list",
    "-20 % coupons handed out",
    "@mentions answered on the channel",
    "'=quoted formula in a text",
    "''-twice quoted",
    "“Curly quotes”, commas; semicolons | pipes and 'apostrophes'",
    'He said "call me", twice',
    "Ünïcödé, 日本語 and 🎉 in one text",
    "#N/A",
    "2024",
    "_x0041_ looks like an escape of a sheet",
    "[brackets] and {braces} first",
    "__label__SALES as a text",
    "Marks \x01 and \x1f that XML cannot hold",
    "a # b ## c",
]


def fields(example: Example) -> dict[str, Any]:
    own = ("text", "key", "label", "domain", "source", "notes", "is_test", "kept_label")
    return {
        **{name: getattr(example, name) for name in own},
        "created_at": example.created_at,
        "updated_at": example.updated_at,
        "facets": [facet.name for facet in example.facets.all()],
    }


def history(example: Example) -> list[tuple[Any, ...]]:
    return list(
        example.label_changes.order_by("pk").values_list(
            "from_label", "to_label", "changed_by__username", "changed_at", "channel", "reason"
        )
    )


def state(*, with_history: bool) -> list[Any]:
    examples = Example.objects.order_by("pk").prefetch_related("facets")
    return [(fields(one), history(one) if with_history else None) for one in examples]


@pytest.fixture
def lived_in(db, alice, charlie) -> None:
    """Examples with all that they can have, some of it odd."""
    facets = Facet.objects.bulk_create(
        Facet(name=name) for name in ("Goal\nfor two", "Metrics; figures", 'The "who"')
    )
    for number, text in enumerate(TEXTS):
        example = labelling.add_example(
            text=text,
            label=("marketing", "sales", "shared", "neither")[number % 4],
            domain=("", "law", "-odd domain", "a; b")[number % 4],
            source=("staff", "=file.csv")[number % 2],
            by=alice if number % 3 == 0 else None,
        )
        example.facets.set(facets[: number % 4])
        then = datetime(2024, 5, 1, 8, tzinfo=UTC) + timedelta(days=number, microseconds=number)
        Example.objects.filter(pk=example.pk).update(
            notes=("", "=notes\nover two lines", "  spaces kept ")[number % 3],
            is_test=number % 5 == 0,
            kept_label=("", "sales")[number % 2],
            created_at=then,
        )
        for by, label in ((alice, "neither"), (None, "shared"), (charlie, "sales"))[: number % 4]:
            example.refresh_from_db()
            labelling.correct_label(
                example=example, label=label, by=by, channel=Channel.BULK, reason="“why”, =not"
            )
        Example.objects.filter(pk=example.pk).update(updated_at=then + timedelta(hours=1))


def export(format_name: str) -> bytes:
    file = io.BytesIO()
    exports.export_examples(file=file, format_name=format_name, examples=Example.objects.all())
    return file.getvalue()


def bring_in(content: bytes, **choices: Any) -> imports.FileImport:
    return imports.import_file(
        file=io.BytesIO(content),
        name="back",
        codes="",
        choices=ImportChoices(**choices),
        dry_run=False,
    )


@pytest.mark.parametrize("format_name", FORMATS)
def test_export_wipe_import_gives_identical_examples(lived_in, format_name):
    keeps = FORMATS[format_name].keeps_history
    before = state(with_history=keeps)
    content = export(format_name)
    Example.objects.all().delete()
    Facet.objects.all().delete()
    assert not LabelChange.objects.exists()
    bring_in(content)
    assert state(with_history=keeps) == before
    assert len(before) == len(TEXTS)
    assert LabelChange.objects.exists() == keeps


@pytest.mark.parametrize("format_name", FORMATS)
def test_importing_an_export_into_the_same_examples_changes_nothing(lived_in, format_name):
    before = state(with_history=True)
    done = bring_in(export(format_name), take_conflicting=True)
    assert done.plan.counts()["same"] == len(TEXTS)
    assert state(with_history=True) == before


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_seed_survives_each_format(db, format_name):
    from classifier.services.transfer import load_fixture

    load_fixture(FIXTURES / "vocabulary.json")
    before = state(with_history=False)
    content = export(format_name)
    Example.objects.all().delete()
    bring_in(content)
    assert state(with_history=False) == before
    assert before


def test_a_user_who_is_gone_leaves_the_change_without_a_name(lived_in, charlie):
    content = export("jsonl")
    Example.objects.all().delete()
    charlie.delete()
    bring_in(content)
    assert LabelChange.objects.filter(to_label="sales", changed_by=None).exists()
