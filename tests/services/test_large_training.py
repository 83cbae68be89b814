import pytest

from classifier.exceptions import TrainingRefused
from classifier.models import TrainingRun
from classifier.services import training


def test_a_large_table_is_looked_through_by_the_worker(version, monkeypatch, transactional_db):
    with pytest.raises(TrainingRefused):
        training.request_run(by=None)
    monkeypatch.setattr(training, "CHECKED_AT_ONCE", 100)
    run = training.request_run(by=None)
    training.run_training(run.pk)
    run = TrainingRun.objects.get(pk=run.pk)
    assert run.state == "failed"
    assert "Nothing changed since version 1" in run.error
