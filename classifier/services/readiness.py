"""Whether this process can answer now: database, tables and the active model's file."""

import logging
import threading
import time
from functools import lru_cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from classifier.core.artifacts import hash_content
from classifier.core.errors import ArtifactError
from classifier.exceptions import ServiceError
from classifier.models import ModelVersion

from .model_files import read_file
from .registry import active_model, active_version

logger = logging.getLogger(__name__)

_FILE_SECONDS = 4.0
"""For how long a look at the file counts: it may lie in a bucket."""


class _FileLook:
    """The last look at the active version's file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen = ("", 0.0, "")

    def problem(self, version: ModelVersion) -> str:
        """Return what is wrong with the file as it lies there now; empty if nothing is."""
        with self._lock:
            sha256, until, problem = self._seen
            if sha256 != version.sha256 or time.monotonic() >= until:
                problem = _file_problem(version)
                self._seen = (version.sha256, time.monotonic() + _FILE_SECONDS, problem)
            return problem

    def forget(self) -> None:
        """Look anew next time."""
        self._seen = ("", 0.0, "")


_file = _FileLook()
forget = _file.forget
_last_problem = ""


def problem() -> str:
    """Return the first thing that keeps this process from answering; empty if it can answer.

    The words are for the log: they may name files and tables. They are logged when they change.
    """
    global _last_problem  # noqa: PLW0603 - one a process
    found = _problem()
    if found != _last_problem:
        logger.warning("Not ready: %s", found) if found else logger.warning("Ready again")
        _last_problem = found
    return found


def _problem() -> str:
    try:
        if missing := sorted(_migrations_here() - _migrations_done()):
            return f"{len(missing)} migrations are not applied, {'.'.join(missing[0])} first"
        version = active_version()
        active_model()
    except Error as error:
        return f"the database does not answer: {type(error).__name__}"
    except ServiceError as error:
        return f"{error} {error.__cause__ or ''}".strip()
    return "no model is active" if version is None else _file.problem(version)


@lru_cache(maxsize=1)
def _migrations_here() -> frozenset[tuple[str, str]]:
    """Return the migrations of this code; they do not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations_done() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def _file_problem(version: ModelVersion) -> str:
    try:
        content = read_file(version)
    except ArtifactError as error:
        return str(error)
    if hash_content(content) != version.sha256:
        return f"{version.file_name} is not the file that was written"
    return ""
