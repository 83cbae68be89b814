"""System checks: a wrong set-up is found by `manage.py check`, not by a visitor."""

import os
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from . import conf
from .models.text_index import has_text_index


@register()
def check_model_dir(**kwargs: Any) -> list[CheckMessage]:
    """Return an error if the model folder exists and cannot be read and listed."""
    folder = conf.model_dir()
    local = settings.STORAGES["models"]["BACKEND"] == "classifier.model_storage.ModelFolder"
    if local and folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
        return [
            Error(
                f"The model folder {folder} cannot be read.",
                hint="Give this user the right to read it, or set MODEL_DIR to another folder.",
                id="classifier.E001",
            )
        ]
    return []


@register(Tags.database)
def check_text_index(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning if the search for texts has to read the whole table."""
    if not databases or "classifier_example" not in connection.introspection.table_names():
        return []
    if has_text_index(connection):
        return []
    hints = {
        "postgresql": "Let a superuser say CREATE EXTENSION pg_trgm in this database, then run "
        "manage.py migrate again.",
        "sqlite": "Run manage.py migrate again; it needs SQLite 3.34 with FTS5.",
    }
    return [
        checks.Warning(
            "There is no index of the examples' texts: searches are slow in large tables.",
            hint=hints.get(connection.vendor),
            id="classifier.W002",
        )
    ]


@register()
def check_sqlite_transactions(**kwargs: Any) -> list[CheckMessage]:
    """Return an error if SQLite transactions do not take their lock at the start."""
    options = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        return [
            Error(
                f"SQLite {sqlite3.sqlite_version} runs without IMMEDIATE transactions.",
                hint='Put "transaction_mode": "IMMEDIATE" in the OPTIONS of the database.',
                id="classifier.E002",
            )
        ]
    return []
