"""Model versions: registered, loaded once a process, activated and rolled back."""

import gc
import logging
import threading
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from classifier.core import Model
from classifier.core.artifacts import check_libraries, hash_content, unpack_model
from classifier.core.errors import ArtifactError
from classifier.exceptions import ActivationRefused, Conflict, NotReady
from classifier.memory import trim
from classifier.models import Activation, ModelVersion

from .gate import find_objections
from .kept_models import remove_learned
from .model_files import read_file
from .nul import refuse_nul
from .remembered import Remembered

logger = logging.getLogger(__name__)

_UNUSABLE = (
    "The file of the active model is missing or is not the one that was written, so nothing can "
    "be answered now. Whoever runs this site can roll back to an earlier version."
)
_KEPT = 3
_cache: dict[str, Model] = {}
_cache_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class ActiveModel:
    """The model that answers now, and its version's number."""

    model: Model
    version: ModelVersion


def active_version() -> ModelVersion | None:
    """Return the active version without its heavy columns, or None."""
    return ModelVersion.objects.defer(*ModelVersion.HEAVY).filter(is_active=True).first()


def active_model() -> ActiveModel:
    """Return the active model; its file is read once a process and version.

    Which one is active is asked anew every `conf.remembered_seconds()`. While a new one is read,
    the old one answers.

    Raises NotReady if there is none or its file cannot be trusted; why is its cause.
    """
    found = _active.get()
    if isinstance(found, NotReady):
        raise NotReady(str(found)) from found.__cause__
    return found


def why_unusable() -> str:
    """Return for staff why the active version cannot answer; empty if it can or none is active."""
    try:
        active_model()
    except NotReady as error:
        return str(error.__cause__ or "")
    return ""


def _read_active() -> ActiveModel | NotReady:
    """Return the active model, or what is to be raised: a bad file is not read at each request."""
    version = active_version()
    if version is None:
        return NotReady("No model is active yet. Train one: manage.py train --activate")
    try:
        return ActiveModel(load(version), version)
    except ArtifactError as error:
        logger.error("The active %s cannot be used: %s", version, error)
        refusal = NotReady(_UNUSABLE)
        refusal.__cause__ = error
        return refusal


_active = Remembered(_read_active)


def forget() -> None:
    """Have this process look anew at which version is active."""
    _active.forget()


def load(version: ModelVersion) -> Model:
    """Return the model of `version`, from memory if this process has read it.

    Raises ArtifactError if its file is missing, altered or made by other libraries.
    """
    key = version.sha256
    model = _cache.get(key)
    if model is not None:
        return model
    with _cache_lock:  # many requests may wait for a new version: one of them reads it
        if key not in _cache:
            _keep(key, _read(version))
        return _cache[key]


def load_usable(version: ModelVersion) -> Model:
    """Return the model of `version`; raises NotReady, naming it, where `load` would fail."""
    try:
        return load(version)
    except ArtifactError as error:
        raise NotReady(f"{str(version).capitalize()} cannot be used: {error}") from error


def worse_than_active(version: ModelVersion) -> str:
    """Return in words what speaks against activating `version`; empty if nothing does."""
    return _worse_than(active_version(), version)


def activate(*, version: ModelVersion, by: User | None, reason: str = "") -> Activation:
    """Make `version` the active one and write it into the diary.

    Raises
    ------
    InvalidInput
        If the reason holds NUL.
    ActivationRefused
        If its file cannot be trusted, or something speaks against it (see `gate`) and no reason
        is given.
    Conflict
        If it is active already, or another version was activated meanwhile.
    """
    refuse_nul(reason, "reason")
    current = active_version()
    _read_into_memory(version)
    worse = _worse_than(current, version)
    if worse and not reason.strip():
        raise ActivationRefused(f"{worse} Give a reason to activate it all the same.")
    return _replace(current, version, kind=Activation.Kind.ACTIVATE, by=by, reason=reason)


def rollback(*, by: User | None, reason: str = "", seen: int | None = None) -> Activation:
    """Make the version active again that was live before the active one was chosen.

    `seen` is the number of the version that the person saw active.

    Raises ActivationRefused if there is none to go back to, Conflict if another one is active
    than was seen, and what `activate` raises.
    """
    refuse_nul(reason, "reason")
    current = active_version()
    if current and seen not in (None, current.number):
        raise Conflict(
            f"Version {current.number} is active now, not version {seen}: nothing was rolled "
            "back. Look again, then decide."
        )
    chosen = Activation.objects.filter(version=current, kind=Activation.Kind.ACTIVATE).first()
    if current is None or chosen is None or chosen.previous is None:
        raise ActivationRefused("There is no earlier version to go back to.")
    _read_into_memory(chosen.previous)
    return _replace(current, chosen.previous, kind=Activation.Kind.ROLLBACK, by=by, reason=reason)


def _worse_than(current: ModelVersion | None, version: ModelVersion) -> str:
    if current is None or current == version:
        return ""
    return " ".join(find_objections(version, current, load))


def _read_into_memory(version: ModelVersion) -> None:
    """Read the file, even if this process has: others will have to, and then nobody waits."""
    try:
        model = _read(version)
    except ArtifactError as error:
        raise ActivationRefused(str(error)) from error
    with _cache_lock:
        _keep(version.sha256, model)


def _replace(
    current: ModelVersion | None,
    version: ModelVersion,
    *,
    kind: Activation.Kind,
    by: User | None,
    reason: str,
) -> Activation:
    """Make `version` active in the place of `current`, if that is active still."""
    if current == version:
        raise Conflict(f"{version} is active already.".capitalize())
    with transaction.atomic():
        _swap(current, version)
        transaction.on_commit(_active.forget)
        transaction.on_commit(remove_learned, robust=True)
        return Activation.objects.create(
            kind=kind, version=version, previous=current, activated_by=by, reason=reason.strip()
        )


def _read(version: ModelVersion) -> Model:
    """Return the model in the file of `version`; the one in memory, if it is of the same bytes."""
    check_libraries(version.file_name, version.libraries)  # before the file is fetched
    content = read_file(version)
    known = _cache.get(version.sha256)
    if known is not None and hash_content(content) == version.sha256:
        return known
    return unpack_model(
        content,
        name=version.file_name,
        sha256=version.sha256,
        libraries=version.libraries,
    )


def _keep(key: str, model: Model) -> None:
    """Put a model into memory, where the one that came first makes room; hold the lock."""
    is_first = not _cache
    _cache.pop(key, None)
    while len(_cache) >= _KEPT:
        _cache.pop(next(iter(_cache)))
    _cache[key] = model
    if is_first:
        # Full collections, which stop all threads, need not go through the program itself any
        # more. Only now: what is frozen is never collected, and later this would be the requests
        # under way. A model adds a dozen objects: its tables hold nothing that can be in a circle.
        gc.collect()
        gc.freeze()
    trim()  # of what reading took, and of the model that made room


def _swap(previous: ModelVersion | None, version: ModelVersion) -> None:
    """Move the flag by compare-and-set; whoever comes second changes nothing."""
    rows = ModelVersion.objects.filter(is_active=True)
    if previous is None:
        moved = not rows.exists()
    else:
        moved = rows.filter(pk=previous.pk).update(is_active=False) == 1
    if not moved:
        raise Conflict("Another version was activated a moment ago. Look again, then decide.")
    ModelVersion.objects.filter(pk=version.pk).update(is_active=True)
