"""What many tests need: a cast of users, a small corpus, an active model."""

import copy
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.test import Client, override_settings

from classifier.core import Training, train
from classifier.models import Activation, Example, ModelVersion, TrainingRun
from classifier.services import registry, training

from .corpus import small_corpus, store

# A busy machine must fail no test: nothing in the suite is timed.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser last.

    Its fixture draws its tests together, before others that count on the rows of the
    migrations; a transactional test among them empties all tables.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@dataclass(frozen=True)
class TrainedRows:
    """Rows by table, in an order in which they can be stored, and the folder of the file."""

    rows: list[list[Any]]
    folder: Path


@pytest.fixture(autouse=True)
def own_model_dir(settings, tmp_path: Path) -> None:
    settings.MODEL_DIR = tmp_path / "models"
    settings.BATCH_DIR = tmp_path / "batches"
    settings.DATA_DIR = tmp_path  # calls of the API are counted there
    cache.clear()


@pytest.fixture(scope="session")
def small_training() -> Training:
    """A real training on some five hundred sentences of the project."""
    return train(small_corpus())


@pytest.fixture
def alice(db) -> User:
    """A superuser."""
    return User.objects.create_superuser("alice", password="alice's long password")


@pytest.fixture
def charlie(db) -> User:
    """Staff without any right."""
    return User.objects.create_user("charlie", password="charlie's long password", is_staff=True)


@pytest.fixture
def admin(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def examples(db) -> None:
    store(small_corpus())


@pytest.fixture(scope="session")
def trained_rows(django_db_setup, django_db_blocker, tmp_path_factory) -> TrainedRows:
    """What the tables hold after one real training on the small corpus."""
    folder = tmp_path_factory.mktemp("trained")
    with django_db_blocker.unblock(), override_settings(MODEL_DIR=folder):
        store(small_corpus())
        train_here(activate=True)
        tables = (ModelVersion, Example, TrainingRun, Activation)
        rows = [list(table.objects.all()) for table in tables]
        for table in reversed(tables):
            table.objects.all().delete()
    return TrainedRows(rows, folder)


@pytest.fixture
def version(db, trained_rows: TrainedRows, settings) -> ModelVersion:
    """An active version, trained on the small corpus.

    A test that trains again must take `transactional_db` too: the heartbeat writes from a
    thread of its own.
    """
    shutil.copytree(trained_rows.folder, settings.MODEL_DIR)
    for rows in trained_rows.rows:
        type(rows[0])._default_manager.bulk_create(copy.deepcopy(rows))
    _advance_sequences([type(rows[0]) for rows in trained_rows.rows])
    return ModelVersion.objects.get()


def _advance_sequences(tables: list[type[Model]]) -> None:
    """Let new rows get ids beyond those given here; PostgreSQL has to be told."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def train_here(*, activate: bool = False) -> ModelVersion:
    run = training.request_run(by=None)
    training.run_training(run.pk)
    run = TrainingRun.objects.get(pk=run.pk)
    assert run.version, run.error
    if activate:
        registry.activate(version=run.version, by=None, reason="for the test")
    return run.version
