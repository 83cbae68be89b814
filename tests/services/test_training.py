import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from classifier.exceptions import Conflict, TrainingRefused
from classifier.models import Example, ModelVersion, TrainingRun
from classifier.models.choices import Channel
from classifier.services import labelling, registry, training
from classifier.services.model_files import write_file
from classifier.tasks import start_training

from ..conftest import train_here
from ..corpus import small_corpus, store


def test_a_training_registers_a_version_with_what_it_was_made_of(version):
    assert version.number == 1
    locked = Example.objects.filter(is_test=True).values_list("pk", flat=True)
    assert locked
    assert not set(locked) & set(version.example_ids)
    assert version.test["n"] == len(locked)
    assert set(version.libraries) == {"python", "scikit-learn", "numpy", "scipy"}
    run = TrainingRun.objects.get()
    assert (run.state, run.version) == ("succeeded", version)


def test_a_training_writes_what_the_model_thinks_beside_the_examples(version):
    scored = Example.objects.filter(is_test=False)
    assert not scored.filter(model_outcome="").exists()
    doubtful = Example.objects.model_disagrees()
    assert 0 < doubtful.count() < scored.count() / 2


def test_nothing_at_all_is_refused_before_anything_is_queued(db):
    with pytest.raises(TrainingRefused, match="Too few: marketing \\(0\\)"):
        training.request_run(by=None)
    assert not TrainingRun.objects.exists()


def test_one_class_only_is_refused_before_anything_is_queued(db):
    store([row for row in small_corpus() if row.label == "sales"])
    with pytest.raises(TrainingRefused, match="labelled sales"):
        training.request_run(by=None)
    assert not TrainingRun.objects.exists()


def test_nothing_changed_is_refused_before_anything_is_queued(version):
    with pytest.raises(TrainingRefused, match="Nothing changed since version 1"):
        training.request_run(by=None)
    assert TrainingRun.objects.count() == 1


def test_a_corrected_label_is_a_change(transactional_db, version, alice):
    example = Example.objects.filter(is_test=False, label="sales")[0]
    labelling.correct_label(example=example, label="shared", by=alice, channel=Channel.PAGE)
    assert train_here().number == 2


def test_a_second_request_meets_the_first(examples, alice):
    first = training.request_run(by=alice)
    with pytest.raises(Conflict, match=rf"training {first.pk}"):
        training.request_run(by=alice)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_run(alice):
    store(small_corpus())
    barrier = threading.Barrier(8)
    outcomes: list[str] = []

    def click() -> None:
        barrier.wait()
        try:
            start_training(by=alice)
            outcomes.append("queued")
        except Conflict:
            outcomes.append("already")
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(outcomes) == ["already"] * 7 + ["queued"]
    assert TrainingRun.objects.count() == 1


def test_a_silent_worker_is_found_lost_and_the_next_training_works(
    transactional_db, version, alice
):
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    run = training.request_run(by=alice)
    long_ago = timezone.now() - timedelta(seconds=61)
    TrainingRun.objects.filter(pk=run.pk).update(state="running", heartbeat_at=long_ago)
    assert training.fail_lost_runs() == 1
    run.refresh_from_db()
    assert run.state == "failed"
    assert "worker was lost" in run.error
    assert registry.active_version() == version
    assert train_here().number == 2


def test_a_run_that_beats_is_not_lost(examples, alice):
    run = training.request_run(by=alice)
    TrainingRun.objects.filter(pk=run.pk).update(state="running", heartbeat_at=timezone.now())
    assert training.fail_lost_runs() == 0


def test_a_run_that_was_ended_meanwhile_keeps_no_version(
    transactional_db, version, monkeypatch, alice
):
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    run = training.request_run(by=alice)
    real = write_file

    def save_and_lose(*args):
        TrainingRun.objects.filter(pk=run.pk).update(state="failed")
        return real(*args)

    monkeypatch.setattr(training, "write_file", save_and_lose)
    with pytest.raises(Conflict):
        training.run_training(run.pk)
    assert ModelVersion.objects.count() == 1


def test_a_full_disk_fails_the_run_with_its_reason(transactional_db, version, monkeypatch, alice):
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    run = training.request_run(by=alice)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(training, "write_file", full)
    training.run_training(run.pk)
    run.refresh_from_db()
    assert (run.state, registry.active_version()) == ("failed", version)
    assert run.error.startswith("The disk is full")


def test_a_waiting_run_can_be_cancelled_once(examples, alice):
    run = training.request_run(by=alice)
    training.cancel_run(run)
    with pytest.raises(Conflict, match="not waiting any more"):
        training.cancel_run(run)
    training.run_training(run.pk)
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_training_is_measured_beside_the_active_version(transactional_db, version):
    assert version.metrics["active"] is None
    example = Example.objects.filter(is_test=False, label="sales")[0]
    labelling.correct_label(example=example, label="shared", by=None, channel=Channel.COMMAND)
    active = train_here().metrics["active"]
    assert active["version"] == version.number
    assert active["macro_f1"] == pytest.approx(version.test["macro_f1"])


def test_a_fast_training_may_be_followed_by_a_whole_one(transactional_db, examples):
    first = training.request_run(by=None, fast=True)
    training.run_training(first.pk, fast=True)
    with pytest.raises(TrainingRefused, match="Nothing changed since version 1"):
        training.request_run(by=None, fast=True)
    second = training.request_run(by=None)
    training.run_training(second.pk)
    assert ModelVersion.objects.get(number=2).report
