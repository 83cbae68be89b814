"""Every place in which a text that somebody wrote may stand, and how it is taken out.

A test compares this with all columns of all tables: a new one must be named here or in
`WITHOUT_TEXTS`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models
from django_tasks_db.models import DBTaskResult

from classifier.models import (
    Activation,
    Batch,
    Candidate,
    Example,
    ExampleImport,
    Facet,
    Feedback,
    LabelChange,
    ModelVersion,
    OwnerMapping,
    Plan,
    PlanChange,
    PlanDraft,
    PlanRow,
    RememberedAnswer,
    RowChange,
    Rule,
    Scenario,
    ScenarioRow,
    TrainingRun,
)

MARK = "[erased]"


class How(StrEnum):
    """What becomes of a row that holds the text."""

    DELETE = "delete"
    """The row goes, with what hangs on it."""
    BLANK = "blank"
    """The field becomes empty."""
    MARK = "mark"
    """The field says that something was erased: others refer to the row, or count it."""
    NUMBERED = "numbered"
    """The same with the row's number, where names must differ."""
    JSON = "json"
    """Each string that holds the text says that something was erased."""


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a table; `kind` says how its values are read."""

    table: type[models.Model]
    field: str
    how: How
    kind: str = "text"
    """`text`, `json`, `file` (an uploaded one) or `session`."""
    cut: bool = False
    """Whether texts are written there by the program, which cuts them off."""

    @property
    def name(self) -> str:
        """What it is called in counts."""
        words = f"{self.table._meta.verbose_name}: {self.field.replace('_', ' ')}"
        return words[:1].upper() + words[1:]

    @property
    def rows(self) -> Any:
        """All rows, whatever their manager leaves out."""
        return self.table._base_manager.order_by("pk")


def _texts(table: type[models.Model], how: How, *fields: str, cut: bool = False) -> list[Place]:
    return [Place(table, field, how, cut=cut) for field in fields]


def _json(table: type[models.Model], how: How, *fields: str, cut: bool = False) -> list[Place]:
    return [Place(table, field, how, "json", cut) for field in fields]


PLACES = [
    *_texts(Example, How.DELETE, "text"),
    *_texts(Example, How.BLANK, "notes", "domain"),
    *_texts(Example, How.MARK, "source"),
    *_texts(LabelChange, How.BLANK, "reason"),
    *_texts(Facet, How.NUMBERED, "name"),
    *_texts(Candidate, How.DELETE, "text"),
    *_texts(Candidate, How.BLANK, "domain", "occupation"),
    *_texts(Candidate, How.MARK, "source"),
    *_texts(Feedback, How.DELETE, "text"),
    *_texts(Rule, How.DELETE, "words"),
    *_texts(Rule, How.BLANK, "note"),
    *_texts(Plan, How.MARK, "title", "source"),
    *_json(Plan, How.JSON, "notices"),
    *_texts(OwnerMapping, How.NUMBERED, "name"),
    *_texts(PlanRow, How.MARK, "task", "role"),
    *_texts(PlanRow, How.BLANK, "person", "site"),
    *_texts(Scenario, How.NUMBERED, "name"),
    *_texts(ScenarioRow, How.BLANK, "words"),
    *_texts(ScenarioRow, How.MARK, "reason"),
    *_texts(PlanChange, How.BLANK, "note", cut=True),
    *_json(RowChange, How.JSON, "before", "after"),
    *_texts(PlanDraft, How.DELETE, "title", "source"),
    Place(PlanDraft, "content", How.DELETE, "file"),
    Place(ExampleImport, "content", How.DELETE, "file"),
    *_texts(ExampleImport, How.MARK, "name"),
    *_texts(ExampleImport, How.BLANK, "codes"),
    *_json(ExampleImport, How.JSON, "report", cut=True),
    *_texts(Batch, How.MARK, "name"),
    *_texts(Batch, How.BLANK, "error"),
    *_json(Batch, How.JSON, "columns"),
    *_texts(Activation, How.BLANK, "reason"),
    *_texts(TrainingRun, How.BLANK, "error"),
    *_json(ModelVersion, How.JSON, "data", "domain_results"),
    *_json(RememberedAnswer, How.DELETE, "body"),
    *_json(DBTaskResult, How.DELETE, "args_kwargs", "return_value"),
    *_texts(DBTaskResult, How.DELETE, "traceback"),
    Place(Session, "session_data", How.DELETE, "session", cut=True),
    *_texts(LogEntry, How.MARK, "object_repr", cut=True),
    *_texts(LogEntry, How.BLANK, "change_message", cut=True),
]

WITHOUT_TEXTS = {
    "hashes, keys and tokens": {
        "classifier.ApiToken.digest",
        "classifier.ApiToken.prefix",
        "classifier.Candidate.key",
        "classifier.Example.key",
        "classifier.ExampleImport.fingerprint",
        "classifier.Feedback.key",
        "classifier.ModelVersion.sha256",
        "classifier.ModelVersion.snapshot",
        "classifier.Plan.share_token",
        "classifier.RememberedAnswer.key",
        "classifier.RememberedAnswer.request",
        "sessions.Session.session_key",
    },
    "numbers and names of the program's own": {
        "admin.LogEntry.object_id",
        "auth.Group.name",
        "auth.Permission.codename",
        "auth.Permission.name",
        "classifier.ApiToken.scopes",
        "classifier.Batch.format",
        "classifier.Batch.outcomes",
        "classifier.Candidate.probabilities",
        "classifier.Erasure.counts",
        "classifier.Erasure.versions",
        "classifier.ExampleImport.format",
        "classifier.ModelVersion.cut_offs",
        "classifier.ModelVersion.example_ids",
        "classifier.ModelVersion.libraries",
        "classifier.ModelVersion.metrics",
        "classifier.ModelVersion.parameters",
        "classifier.TrainingRun.stage",
        "contenttypes.ContentType.app_label",
        "contenttypes.ContentType.model",
        "django_tasks_database.DBTaskResult.backend_name",
        "django_tasks_database.DBTaskResult.exception_class_path",
        "django_tasks_database.DBTaskResult.queue_name",
        "django_tasks_database.DBTaskResult.task_path",
        "django_tasks_database.DBTaskResult.worker_ids",
    },
    "accounts, which are changed or closed under Users": {
        "auth.User.email",
        "auth.User.first_name",
        "auth.User.last_name",
        "auth.User.password",
        "auth.User.username",
        "classifier.ApiToken.name",
        "otp_static.StaticDevice.name",
        "otp_static.StaticToken.token",
        "otp_totp.TOTPDevice.key",
        "otp_totp.TOTPDevice.name",
        "classifier.ScenarioRow.decided_by",
    },
}
"""Columns of text in which nothing stands that anybody wrote, or that is not erased here."""
