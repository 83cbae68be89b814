"""What a killed worker leaves: a run that nobody begins, a file without a version."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from classifier.models import ModelVersion, TrainingRun
from classifier.services import labelling, training
from classifier.services.model_files import numbers_with_file, write_file
from classifier.services.training_sweep import remove_remains
from classifier.tasks import hand_on_forgotten, train_model

from ..conftest import train_here


@pytest.fixture
def run(transactional_db, version) -> TrainingRun:
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    return training.request_run(by=None)


def write(number: int) -> None:
    write_file(ModelVersion(number=number), b"a model")


def fail(run: TrainingRun) -> None:
    now = timezone.now()
    TrainingRun.objects.filter(pk=run.pk).update(state="failed", finished_at=now)


def test_a_training_whose_worker_was_killed_before_it_began_is_handed_on(run):
    assert hand_on_forgotten() == 0
    TrainingRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    assert (hand_on_forgotten(), hand_on_forgotten()) == (1, 0)
    train_model.call(run.pk)
    train_model.call(run.pk)
    run.refresh_from_db()
    assert (run.state, ModelVersion.objects.count()) == ("succeeded", 2)


def test_a_failed_training_leaves_no_file_behind(run, settings):
    half_written = settings.MODEL_DIR / f"model-2.joblib.{os.getpid() + 1}.tmp"
    half_written.touch()
    for number in (2, 7):
        write(number)
    assert remove_remains() == 0  # it is under way
    fail(run)
    assert remove_remains() == 2
    assert set(numbers_with_file()) == {1, 7}
    assert not half_written.exists()


def test_files_are_left_alone_where_no_training_failed_of_late(run):
    fail(run)
    long_ago = timezone.now() - timedelta(days=1)
    TrainingRun.objects.filter(pk=run.pk).update(finished_at=long_ago)
    write(2)
    assert remove_remains() == 0
    train_here()
    assert remove_remains() == 0
    assert set(numbers_with_file()) == {1, 2}
