"""A text is found wherever it stands, and erased for good.

What remains afterwards, until it is trained anew: the active model, if it learned the text.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from classifier.core.text import MAX_TEXT
from classifier.exceptions import InvalidInput
from classifier.models import (
    Batch,
    Candidate,
    Erasure,
    Example,
    ExampleImport,
    Feedback,
    ModelVersion,
    PlanRow,
    ScenarioRow,
    TrainingRun,
)

from .batch_files import files_of, remove_files
from .erasing_places import MARK, PLACES, How, Place
from .erasing_search import find_batches, find_rows, fold, string_holds
from .erasing_tidy import tidy
from .kept_models import learned_erased, remove_learned

SHORTEST = 3
_PAGE = 500
_FILES = "Files of batches"
_FILES_LEFT = (
    "Files of model versions that learned it could not be removed from here. The worker removes "
    "them within a day; manage.py forget_old on its machine does it now."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text stands: ids by place, batches with files, and versions that learned it."""

    wanted: str
    rows: dict[Place, list[Any]]
    batches: list[UUID]
    examples: set[int]
    """Ids of the examples that held it, be they deleted since."""
    versions: list[int]
    active: int | None
    """The active version's number if it is one of them."""

    @property
    def counts(self) -> dict[str, int]:
        """Rows by the name of the place, then files; empty if it stands nowhere."""
        counts = {place.name: len(pks) for place, pks in self.rows.items()}
        return counts | ({_FILES: len(self.batches)} if self.batches else {})


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, and what is still to do."""

    counts: dict[str, int]
    versions: list[int]
    needs_training: bool
    """The active model learned the text: it holds words of it until another is active."""
    left: str
    """What could not be done now, in words for who erased; empty if all was."""


def find_text(text: str) -> Found:
    """Return where `text` stands: as a whole or within more, whatever its case and spacing.

    Raises InvalidInput if it is shorter than `SHORTEST` characters or far too long.
    """
    wanted = fold(text)
    if not SHORTEST <= len(wanted) <= MAX_TEXT:
        raise InvalidInput(
            f"Give a text of {SHORTEST} to {MAX_TEXT:,} characters; a shorter one would be found "
            "in the midst of others."
        )
    rows = {place: pks for place in PLACES if (pks := find_rows(place, wanted))}
    examples = _examples(rows)
    versions = _that_learned(examples)
    return Found(
        wanted=wanted,
        rows=rows,
        batches=find_batches(wanted),
        examples=examples,
        versions=versions,
        active=_active_of(versions),
    )


def erase_text(text: str, *, by: User | None) -> Erased:
    """Erase `text` wherever `find_text` finds it, and record that, but not the text.

    Raises what `find_text` raises, and InvalidInput if it stands nowhere.
    """
    found = find_text(text)
    if not found.counts:
        raise InvalidInput("This text stands nowhere. Look for a part of it.")
    with transaction.atomic():
        for place, pks in sorted(found.rows.items(), key=lambda one: one[0].how is not How.DELETE):
            for start in range(0, len(pks), _PAGE):
                _take_out(place, pks[start : start + _PAGE], found.wanted)
        _let_go(found.batches)
        versions = _learned_by_now(found.examples)
        Erasure.objects.create(erased_by=by, counts=found.counts, versions=versions)
    for pk in found.batches:
        remove_files(files_of(pk))
    kept = _remove_learned()
    name = by.get_username() if by else "the command line"
    _log.info("%s erased a text: %s", name, found.counts)
    left = " ".join(filter(None, (kept, tidy({place.table for place in found.rows}))))
    return Erased(found.counts, versions, _active_of(versions) is not None, left)


def training_needed(active: ModelVersion | None) -> bool:
    """Return whether the active version learned a text that was erased since."""
    return active is not None and active.number in learned_erased()


def _remove_learned() -> str:
    """Remove the files of versions that learned it; return what is left to do, or ""."""
    try:
        remove_learned()
    except OSError as error:
        _log.warning("Files of erased versions cannot be removed: %s", type(error).__name__)
        return _FILES_LEFT
    return ""


def _examples(rows: dict[Place, list[Any]]) -> set[int]:
    places = {Example: "pk", Candidate: "example", Feedback: "example"}
    found: set[int] = set()
    for place, pks in rows.items():
        if place.table in places and place.field == "text":
            linked = place.rows.filter(pk__in=pks).values_list(places[place.table], flat=True)
            found.update(pk for pk in linked if pk)
    return found


def _that_learned(examples: set[int]) -> list[int]:
    if not examples:
        return []
    rows = ModelVersion.objects.order_by("number").values_list("number", "example_ids")
    return [number for number, ids in rows.iterator() if not examples.isdisjoint(ids)]


def _learned_by_now(examples: set[int]) -> list[int]:
    """Return the versions that learned one of `examples`, those just registered included.

    To be called in the transaction that records the erasure: a training that registers its
    version holds the row of its run, and finds the erasure if it gets it after this.
    """
    runs = TrainingRun.objects.filter(state__in=TrainingRun.UNDER_WAY).order_by("pk")
    list(runs.select_for_update())
    return _that_learned(examples)


def _active_of(versions: list[int]) -> int | None:
    active = ModelVersion.objects.filter(is_active=True, number__in=versions)
    return active.values_list("number", flat=True).first()


def _take_out(place: Place, pks: list[Any], wanted: str) -> None:
    rows = place.table._default_manager.filter(pk__in=pks)
    match place.how:
        case How.DELETE:
            rows.delete()
        case How.BLANK:
            rows.update(**{place.field: ""})
        case How.MARK:
            rows.update(**{place.field: MARK})
            if place.table is PlanRow and place.field == "task":
                ScenarioRow.objects.filter(row__in=pks).update(words="")  # they are the task's
        case How.NUMBERED:
            for pk in pks:
                rows.filter(pk=pk).update(**{place.field: f"{MARK} {pk}"})
        case How.JSON:
            if place.table is ExampleImport:  # its file holds it too, however it is written there
                rows.filter(state=ExampleImport.State.WAITING).delete()
            holds = string_holds(place, wanted)
            for pk, value in rows.values_list("pk", place.field):
                rows.filter(pk=pk).update(**{place.field: _without(value, holds)})


def _without(value: Any, holds: Callable[[str], bool]) -> Any:
    """Return a value of JSON with a mark for each string that `holds` it."""
    if isinstance(value, str):
        return MARK if holds(value) else value
    if isinstance(value, dict):
        return {_without(key, holds): _without(one, holds) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, holds) for one in value]
    return value


def _let_go(batches: list[UUID]) -> None:
    """End the batches whose files are about to go."""
    rows = Batch.objects.filter(pk__in=batches)
    rows.filter(state__in=Batch.UNDER_WAY).update(state=Batch.State.CANCELLED, finished_at=Now())
    rows.update(has_files=False, columns=[])
