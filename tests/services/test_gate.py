import re
import shutil

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from classifier.exceptions import ActivationRefused
from classifier.models import Activation, Example, LabelChange, ModelVersion
from classifier.models.choices import Channel
from classifier.services import labelling, registry, test_rows
from classifier.services.gate import find_objections
from classifier.services.label_changes import report_changes

from ..conftest import train_here

NEXT = {"marketing": "sales", "sales": "neither", "neither": "marketing", "shared": "neither"}


def flip(share: float, by: User, *, tests: bool = False) -> int:
    """Give a share of the labels, spread over all examples, another one each."""
    rows = list(Example.objects.filter(is_test=tests).order_by("key"))
    rows = rows[: round(share * len(rows))]
    for row in rows:
        labelling.correct_label(example=row, label=NEXT[row.label], by=by, channel=Channel.BULK)
    return len(rows)


def test_a_version_poisoned_by_one_account_needs_a_reason(
    transactional_db, version, alice, charlie
):
    count = flip(0.2, charlie)
    poisoned = train_here()
    with pytest.raises(
        ActivationRefused, match=rf"charlie .* {count} examples .*: 20 % of the training set\."
    ):
        registry.activate(version=poisoned, by=alice)
    assert ModelVersion.objects.get(is_active=True).number == 1
    [user] = report_changes(poisoned, version).users
    assert (user.name, user.changes, user.in_effect) == ("charlie", count, count)
    assert user.share == pytest.approx(0.2, abs=0.01)
    assert {change.changed_by for change in user.shown} == {charlie}
    registry.activate(version=poisoned, by=alice, reason="looked at each")
    assert Activation.objects.latest().reason == "looked at each"


def test_training_and_activating_in_one_go_stops_at_the_gate(transactional_db, version, charlie):
    flip(0.2, charlie)
    with pytest.raises(CommandError, match="charlie changed the labels"):
        call_command("train", activate=True, fast=True)
    assert ModelVersion.objects.get(is_active=True).number == 1


def test_a_version_that_is_worse_on_the_same_rows_needs_a_reason(transactional_db, version, alice):
    """Changed by nobody's account, so that figures alone can tell."""
    for row in Example.objects.filter(is_test=False, label="sales")[:100]:
        Example.objects.filter(pk=row.pk).update(label="marketing")
    worse = train_here()
    with pytest.raises(ActivationRefused, match=r"macro F1 0\.\d+ after 0\.\d+; .*recall of sales"):
        registry.activate(version=worse, by=alice)
    assert [one.name for one in report_changes(worse, version).users] == ["commands"]


def test_labels_set_back_need_no_reason(transactional_db, version, alice, charlie):
    flip(0.2, charlie)
    for change in LabelChange.objects.select_related("example"):
        labelling.correct_label(
            example=change.example,
            label=change.from_label,
            by=alice,
            channel=Channel.PAGE,
            seen=change.to_label,
        )
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    second = train_here()
    assert [(one.name, one.in_effect) for one in report_changes(second, version).users] == [
        ("alice", 0),
        ("charlie", 0),
    ]
    objections = find_objections(second, version, registry.load)
    assert not [one for one in objections if "changed the labels" in one]


def test_the_frozen_rows_are_guarded_too(transactional_db, version, charlie):
    count = flip(0.5, charlie, tests=True)
    second = train_here()
    [said] = [one for one in find_objections(second, version, registry.load) if "charlie" in one]
    assert said.startswith(f"charlie changed the labels of {count} examples since version 1")
    assert re.search(r"trained, among them (48|5\d) % of the test rows\.$", said)


def test_without_the_active_file_the_stored_figures_are_compared(
    transactional_db, version, settings
):
    labelling.add_example(text="Call lapsed clients back", label="sales", domain="law")
    second = train_here()
    (settings.MODEL_DIR / version.file_name).unlink()
    registry._cache.clear()
    test_rows._cache.clear()
    ModelVersion.objects.filter(pk=version.pk).update(metrics={"test": {"macro_f1": 1.0}})
    assert "after 1.000" in registry.worse_than_active(second)


def test_stored_figures_of_other_rows_do_not_decide(transactional_db, version, settings):
    """The same model under another number: it cannot be worse, whatever was stored."""
    twin = ModelVersion.objects.get()
    twin.pk, twin.number, twin.is_active = None, 2, False
    twin.metrics = {**twin.metrics, "test": {"macro_f1": 0.1}}
    twin.save()
    shutil.copy(settings.MODEL_DIR / version.file_name, settings.MODEL_DIR / twin.file_name)
    assert not registry.worse_than_active(twin)
