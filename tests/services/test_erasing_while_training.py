"""A text that is erased while a training runs is not in the version that comes of it."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from classifier.models import Erasure, Example, ModelVersion, TrainingRun
from classifier.services import erasing, labelling, training
from classifier.services.erasing import Erased, erase_text
from classifier.services.kept_models import learned_erased
from classifier.services.model_files import numbers_with_file
from classifier.services.training_ends import end_run

from ..bytes_of_site import holding
from ..canaries import CANARY, spelt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taught(transactional_db, version: ModelVersion) -> Iterator[str]:
    """Examples with the canary, so many that they cannot all be test rows."""
    texts = spelt()
    for _ in range(8):
        labelling.add_example(text=next(texts), label="sales", domain="law")
    return texts


def train(progress) -> TrainingRun:
    run = training.request_run(by=None, fast=True)
    training.run_training(run.pk, fast=True, progress=progress)
    run.refresh_from_db()
    return run


def quietly(*_) -> None:
    """Report nothing."""


@pytest.mark.parametrize("when", ["Fitting the model", "Storing the version"])
def test_a_training_that_read_it_before_is_refused_and_leaves_no_file(taught, tmp_path, when):
    def erase(stage: str, done: int, total: int) -> None:
        if stage == when and not Erasure.objects.exists():
            erase_text(CANARY, by=None)

    run = train(erase)
    assert Erasure.objects.count() == 1
    assert run.state == "failed"
    assert run.error == "A text was erased while this training ran; train again."
    assert ModelVersion.objects.count() == 1
    assert list(numbers_with_file()) == [1]
    assert holding(tmp_path) == []
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    assert train(quietly).state == "succeeded"
    assert holding(tmp_path) == []


def test_examples_that_are_deleted_meanwhile_are_no_reason_to_refuse(taught):
    erase_text("Zyxwvut Qwertzu about renewal a1", by=None)

    def delete(stage: str, done: int, total: int) -> None:
        if stage == "Fitting the model":
            Example.objects.filter(text__icontains="qwertzu").delete()

    assert train(delete).state == "succeeded"


def test_a_version_registered_after_the_search_is_recorded_and_loses_its_file(taught, monkeypatch):
    search = erasing.find_text

    def search_then_train(text: str) -> erasing.Found:
        found = search(text)
        assert train(quietly).state == "succeeded"
        return found

    monkeypatch.setattr(erasing, "find_text", search_then_train)
    assert erase_text(CANARY, by=None).versions == [2]
    assert learned_erased() == [2]
    assert list(numbers_with_file()) == [1]


def test_an_erasure_waits_for_a_version_that_is_just_being_registered(taught, monkeypatch):
    erased: list[Erased] = []

    def erase() -> None:
        erased.append(erase_text(CANARY, by=None))
        connection.close()

    beside = threading.Thread(target=erase)

    def end_while_erasing(*args, **kwargs) -> bool:
        ended = end_run(*args, **kwargs)
        beside.start()
        beside.join(timeout=1)
        assert not erased
        return ended

    monkeypatch.setattr(training, "end_run", end_while_erasing)
    run = train(quietly)
    beside.join()
    assert run.state == "succeeded"
    assert erased[0].versions == learned_erased() == [2]
    assert list(numbers_with_file()) == [1]
