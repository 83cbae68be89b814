"""Which model files are kept, and which have had their time."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import storages

from classifier import conf
from classifier.model_storage import ModelFolder
from classifier.models import Activation, Batch, Erasure, ModelVersion, Plan, ScenarioRow

from .model_files import has_file, numbers_with_file, remove_file

_LEFT_AFTER = 60 * 60
"""Seconds after which a half-written file belongs to nobody: writing one takes seconds."""


def old_files() -> list[int]:
    """Return the numbers of the versions whose file is to go.

    Kept are the active one, the one to roll back to, the newest `conf.models_kept()`, and those
    that a plan or a batch under way uses; but no version but the active one that learned what
    was erased since.
    """
    versions = ModelVersion.objects.order_by("-number")
    newest = list(versions.values_list("number", flat=True)[: conf.models_kept()])
    kept = {*newest, *_in_use()} - set(learned_erased())
    # A file above the newest version is of a training that is about to register it, or failed.
    last = newest[0] if newest else 0
    active = _active_number()
    return sorted(
        number
        for number in numbers_with_file()
        if number <= last and number not in kept and number != active
    )


def remove_old_files() -> int:
    """Remove the files that are to go; return how many. Versions keep their figures."""
    old = old_files()
    for number in old:
        remove_file(number)
    return len(old)


def remove_unregistered() -> int:
    """Remove what a training left that did not end: its file, and files half-written.

    Only the number that the next version gets is looked at: files far above the newest version
    are not of this database. To be called while no training is under way.
    """
    last = ModelVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0
    left = [last + 1] if has_file(last + 1) else []
    for number in left:
        remove_file(number)
    half_written = list(_half_written())
    for path in half_written:
        path.unlink(missing_ok=True)
    return len(left) + len(half_written)


def learned_erased() -> list[int]:
    """Return the numbers of the versions that learned a text that was erased since."""
    return sorted({number for row in Erasure.objects.all() for number in row.versions})


def remove_learned() -> int:
    """Remove the files of versions that learned an erased text, but not the active one's."""
    gone = {*learned_erased()} - {_active_number()}
    here = [number for number in numbers_with_file() if number in gone] if gone else []
    for number in here:
        remove_file(number)
    return len(here)


def left_over_files() -> list[Path]:
    """Return what a killed process left half-written: model files and restores."""
    before = time.time() - _LEFT_AFTER
    return [path for path in _temporary() if path.lstat().st_mtime < before]


def _temporary() -> Iterator[Path]:
    yield from _half_written()
    yield from conf.data_dir().glob(".restore-*")


def _half_written() -> Iterator[Path]:
    if isinstance(storages["models"], ModelFolder):
        yield from conf.model_dir().glob("model-*.joblib.*.tmp")


def _in_use() -> Iterator[int]:
    yield from Plan.objects.values_list("version__number", flat=True).distinct()
    yield from ScenarioRow.objects.order_by().values_list("version", flat=True).distinct()
    under_way = Batch.objects.filter(state__in=Batch.UNDER_WAY, version__isnull=False)
    yield from under_way.values_list("version__number", flat=True)
    last = Activation.objects.filter(kind=Activation.Kind.ACTIVATE, version__is_active=True)
    if (chosen := last.select_related("previous").first()) and chosen.previous:
        yield chosen.previous.number


def _active_number() -> int | None:
    active = ModelVersion.objects.filter(is_active=True)
    return active.values_list("number", flat=True).first()
