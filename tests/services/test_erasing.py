"""A text that is erased is nowhere any more: a canary in every place, then none in any byte."""

import io
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse

from classifier.exceptions import ActivationRefused, InvalidInput
from classifier.management.commands.worker import Daily
from classifier.model_storage import ModelFolder
from classifier.models import (
    Batch,
    Erasure,
    Example,
    ModelVersion,
    Plan,
    PlanRow,
    RowChange,
    Rule,
    ScenarioRow,
)
from classifier.services import labelling, registry
from classifier.services.backup import back_up
from classifier.services.batch_files import folder
from classifier.services.erasing import erase_text, find_text, training_needed
from classifier.services.erasing_places import PLACES, WITHOUT_TEXTS
from classifier.services.model_files import numbers_with_file
from classifier.services.planning_scenarios import copy_scenario

from ..bytes_of_site import holding
from ..canaries import CANARY, STEMS, put_canaries, spelt
from ..conftest import train_here
from ..plans import make_plan, only_scenario


@pytest.fixture
def texts() -> Iterator[str]:
    return spelt()


@pytest.fixture
def own_temporary_files(monkeypatch, tmp_path) -> None:
    """Temporary files are where `holding` looks."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def taught(
    own_temporary_files, transactional_db, version: ModelVersion, alice, texts
) -> ModelVersion:
    """An active version that learned sentences with the canary, which also stand everywhere."""
    put_canaries(version, alice, texts)
    teach(texts)
    second = train_here()
    registry.activate(version=second, by=None, reason=CANARY)
    return second


def teach(texts: Iterator[str]) -> None:
    """Add so many sentences that they cannot all be test rows."""
    for text in itertools.islice(texts, 8):
        labelling.add_example(text=text, label="sales", domain="law")
    assert Example.objects.filter(text__icontains="qwertzu", is_test=False).exists()


def test_every_column_that_can_hold_a_text_is_searched_or_named_as_one_that_does_not():
    named = {f"{place.table._meta.label}.{place.field}" for place in PLACES}
    exempt = set().union(*WITHOUT_TEXTS.values())
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    columns = {
        f"{table._meta.label}.{column.name}"
        for table in apps.get_models(include_auto_created=True)
        for column in table._meta.concrete_fields
        if isinstance(column, kinds) and not column.choices
    }
    assert not named & exempt
    assert columns == named | exempt


def test_a_canary_in_every_place_is_found_in_every_place(version, alice, texts):
    put_canaries(version, alice, texts)
    found = find_text(CANARY)
    assert {place.name for place in PLACES} == {place.name for place in found.rows}
    assert len(found.batches) == 2
    assert find_text("zyxwvut qwertzu").counts == found.counts
    assert find_text("Zyxwvut Somebody").counts == {}
    assert Erasure.objects.count() == 0


def test_control_exports_and_backups_are_looked_into(taught, tmp_path):
    archive = tmp_path / "before.tar.gz"
    back_up(archive)
    held = holding(tmp_path)
    exports = ("examples.", "plan.", "batch.")
    packed = [f"{name}xlsx xl/" for name in exports]
    plain = [f"{name}csv" for name in exports]
    for place in (f"{archive} ", *plain, *packed):
        assert [name for name in held if name.startswith(place)], place


def test_after_erasing_and_training_the_canary_is_nowhere(taught, alice, tmp_path, caplog):
    assert len(holding(tmp_path)) > 20
    caplog.clear()
    done = erase_text(CANARY, by=alice)
    assert done.needs_training
    assert not done.left
    assert training_needed(registry.active_version())
    left = holding(tmp_path)
    assert {Path(name.split(" ")[0]).name for name in left} == {taught.file_name}

    third = train_here()
    registry.activate(version=third, by=alice, reason="erased")
    assert holding(tmp_path) == []
    assert not training_needed(registry.active_version())
    assert sorted(numbers_with_file()) == [1, 3]
    assert not any(stem in caplog.text.lower() for stem in STEMS)
    with pytest.raises(ActivationRefused, match="it is not there"):
        registry.rollback(by=alice)


def test_what_others_need_stays(version, alice, texts):
    put_canaries(version, alice, texts)
    count, rows = Example.objects.count(), PlanRow.objects.count()
    other = SessionStore()
    other["a"] = "b"
    other.create()
    erase_text(CANARY, by=alice)
    assert Example.objects.count() == count - 1
    assert Example.objects.get(text="A sentence of no interest").notes == ""
    assert PlanRow.objects.count() == rows
    assert PlanRow.objects.filter(task="[erased]").count() == 2
    assert Plan.objects.get().title == "[erased]"
    assert Rule.objects.get().words == "something else"
    assert RowChange.objects.get().after == {"[erased]": "b"}
    assert SessionStore(other.session_key)["a"] == "b"
    assert {batch.state for batch in Batch.objects.all()} == {"succeeded", "cancelled"}
    assert not list(folder().iterdir())
    assert registry.active_version() == version


def test_the_words_that_decided_on_an_erased_task_go_in_every_scenario(version, alice):
    plan = make_plan(alice)
    copy_scenario(scenario=only_scenario(plan), name="Another", by=alice)
    first, second = plan.rows.all()[:2]
    words = ScenarioRow.objects.exclude(words="")
    assert (words.filter(row=first).count(), words.filter(row=second).count()) == (2, 2)
    erase_text(first.task[10:40], by=alice)
    assert (words.filter(row=first).count(), words.filter(row=second).count()) == (0, 2)


def test_a_session_with_it_is_gone(version, alice):
    session = SessionStore()
    session["_messages"] = f"Reverted: “{CANARY}” is sales again."
    session.create()
    assert erase_text(CANARY, by=alice).counts == {"Session: session data": 1}
    assert dict(SessionStore(session.session_key).items()) == {}


def test_the_record_tells_who_and_how_many_but_not_what(version, alice, texts):
    example = labelling.add_example(text=next(texts), label="sales")
    erase_text(example.text, by=alice)
    record = Erasure.objects.get()
    assert (record.erased_by, record.counts) == (alice, {"Example: text": 1})
    assert not training_needed(registry.active_version())


def test_a_version_that_learned_it_but_is_not_active_loses_its_file_at_once(
    transactional_db, version, alice, texts
):
    teach(texts)
    train_here()
    done = erase_text(CANARY, by=alice)
    assert (done.versions, done.needs_training) == ([2], False)
    assert list(numbers_with_file()) == [1]


class Unwilling(ModelFolder):
    """Removes nothing, in a storage's own way to fail."""

    def delete(self, name: str) -> None:
        raise BotoLikeError


class BotoLikeError(Exception):
    """Not an OSError."""


def test_a_file_that_cannot_be_removed_is_told_and_removed_by_the_worker_later(
    transactional_db, version, alice, texts, settings
):
    teach(texts)
    train_here()
    willing = settings.STORAGES
    settings.STORAGES = willing | {"models": {"BACKEND": f"{__name__}.{Unwilling.__name__}"}}
    done = erase_text(CANARY, by=alice)
    assert "manage.py forget_old" in done.left
    daily = Daily()
    with pytest.raises(OSError, match="cannot be removed: BotoLikeError"):
        daily.forget()
    settings.STORAGES = willing
    daily.forget()
    assert list(numbers_with_file()) == [1]


def test_a_text_that_is_too_short_or_nowhere_is_refused(version, alice):
    with pytest.raises(InvalidInput, match="3 to 20,000 characters"):
        erase_text("  a\u200b ", by=alice)
    with pytest.raises(InvalidInput, match="stands nowhere"):
        erase_text(CANARY, by=alice)
    assert not Erasure.objects.exists()


def test_a_backup_made_afterwards_does_not_hold_it(taught, alice, tmp_path):
    erase_text(CANARY, by=alice)
    registry.activate(version=ModelVersion.objects.get(number=1), by=alice, reason="erased")
    back_up(tmp_path / "site.tar.gz")
    assert holding(tmp_path) == []


def test_the_command_reads_a_file_or_standard_input(version, texts, tmp_path, capsys, monkeypatch):
    labelling.add_example(text=next(texts), label="sales")
    file = tmp_path / "text"
    file.write_text(f"{CANARY}\n")
    call_command("erase_text", file=file)
    said = capsys.readouterr().out
    assert "        1  Example: text" in said
    assert "Nothing was erased" in said
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CANARY.encode())))
    call_command("erase_text", "--yes")
    assert "Erased." in capsys.readouterr().out
    assert not Example.objects.filter(text__icontains="zyxwvut").exists()
    with pytest.raises(CommandError, match="stands nowhere"):
        call_command("erase_text", "--yes", file=file)
    call_command("erase_text", "--tidy")


URL = "/admin/classifier/erasure/erase/"


def test_the_page_shows_where_it_stands_and_erases_only_what_was_shown(version, admin, texts):
    labelling.add_example(text=next(texts), label="sales")
    shown = admin.post(URL, {"text": CANARY})
    html = shown.content.decode()
    assert "Example: text" in html
    assert Example.objects.filter(text__icontains="qwertzu").exists()
    seen = shown.context["seen"]
    for data in (
        {"text": CANARY, "erase": "yes"},
        {"text": "sentence", "erase": "yes", "seen": seen},
    ):
        assert "It stands" in admin.post(URL, data).content.decode()
    labelling.add_example(text=next(texts), label="sales")  # more than was shown
    assert (
        "It stands in"
        in admin.post(URL, {"text": CANARY, "erase": "yes", "seen": seen}).content.decode()
    )
    assert not Erasure.objects.exists()
    seen = admin.post(URL, {"text": CANARY}).context["seen"]
    done = admin.post(URL, {"text": CANARY, "erase": "yes", "seen": seen}).content.decode()
    assert "Erased" in done
    assert CANARY not in done
    assert not Example.objects.filter(text__icontains="qwertzu").exists()
    assert "a text" in admin.get(reverse("admin:classifier_erasure_changelist")).content.decode()
    assert admin.post(URL, {"text": "ab"}).status_code == 400


def test_the_front_page_says_that_the_model_must_forget_too(version, admin, alice):
    example = Example.objects.filter(pk__in=version.example_ids)[0]
    erase_text(example.text, by=alice)
    html: Any = admin.get(reverse("admin:index")).content.decode()
    assert "A text was erased that the active model has learned" in html
