"""Another model version: what it would change, and what a re-run leaves alone."""

import pytest

from classifier.exceptions import Conflict, NotFound
from classifier.models import Example, ModelVersion, Rule
from classifier.models.choices import Channel
from classifier.services import labelling
from classifier.services.planning_decisions import check_verb, decide_row
from classifier.services.planning_explain import explain_row
from classifier.services.planning_rows import read_tasks
from classifier.services.planning_scenarios import copy_scenario
from classifier.services.planning_versions import find_version, rerun, what_would_change

from ..conftest import train_here
from ..plans import make_plan, only_scenario


@pytest.fixture
def scenario(transactional_db, version, alice):
    return only_scenario(make_plan(alice))


@pytest.fixture
def second(scenario, alice) -> ModelVersion:
    """A version that learned other labels for the first and the second row of the plan."""
    for row in scenario.rows.select_related("row").order_by("row__number")[:2]:
        example = Example.objects.get(text=row.row.task)
        labelling.correct_label(example=example, label="shared", by=alice, channel=Channel.PAGE)
    return train_here(activate=True)


def rows(scenario):
    return list(scenario.rows.select_related("row__owner").order_by("row__number"))


def override_first(scenario, alice):
    verb = check_verb(kind="override", owner="another", reason="legal will do it")
    row = rows(scenario)[0]
    decide_row(scenario=scenario, pk=row.pk, seen=0, verb=verb, by=alice)


def test_a_new_active_version_does_not_touch_a_plan(scenario, second):
    assert {row.version for row in rows(scenario)} == {1}
    scenario.plan.refresh_from_db()
    assert scenario.plan.version.number == 1


def test_only_rows_that_differ_are_listed_and_nothing_is_stored(scenario, second, alice):
    override_first(scenario, alice)
    before = read_tasks(scenario)
    found = what_would_change(scenario=scenario, version=second)
    assert [(one.row.row.number, one.outcome, one.is_decided) for one in found][:2] == [
        (2, "shared", True),
        (3, "shared", False),
    ]
    assert all(one.outcome != one.row.suggestion for one in found)
    assert found[0].proposed == "another", "a decision stands"
    assert read_tasks(scenario) == before
    assert what_would_change(scenario=scenario, version=second) == found, "and again from memory"
    assert not what_would_change(scenario=scenario, version=find_version(1))


def test_a_re_run_leaves_overridden_rows_alone_and_every_row_has_its_version(
    scenario, second, alice
):
    override_first(scenario, alice)
    copy = copy_scenario(scenario=scenario, name="As before", by=alice)
    kept = rows(scenario)[0]
    assert rerun(scenario=scenario, version=second, by=alice) == 3
    after = rows(scenario)
    for field in ("suggestion", "words", "version", "verdict", "owner", "reason", "decided_at"):
        assert getattr(after[0], field) == getattr(kept, field)
    assert [row.version for row in after] == [1, 2, 2, 2]
    assert (after[1].suggestion, after[1].status) == ("shared", "discuss")
    assert {row.version for row in rows(copy)} == {1}, "other scenarios wait for their own re-run"
    assert [one.row.row.number for one in what_would_change(scenario=scenario, version=second)] == [
        2
    ]
    assert scenario.changes.first().kind == "re-run"


def test_a_suggestion_that_nobody_saw_is_not_accepted(scenario, second, alice, charlie):
    shown = rows(scenario)
    rerun(scenario=scenario, version=second, by=charlie)
    accept = check_verb(kind="accept")
    with pytest.raises(Conflict, match=r"Row 3 was changed by charlie at .*now open"):
        decide_row(scenario=scenario, pk=shown[1].pk, seen=0, verb=accept, by=alice)
    same = next(row for row in rows(scenario) if row.revision == 0)
    assert same.suggestion == shown[same.row.number - 2].suggestion
    decide_row(scenario=scenario, pk=same.pk, seen=0, verb=accept, by=alice)


def test_why_is_answered_by_the_version_that_suggested(scenario, second):
    explained = explain_row(rows(scenario)[0])
    assert explained.neighbours[0].similarity == pytest.approx(1, abs=1e-6)
    assert explained.explanation.text == rows(scenario)[0].row.task


def test_an_unknown_version_is_named(db):
    with pytest.raises(NotFound, match="no version 7"):
        find_version(7)


def test_a_rule_of_the_charter_decides_in_plans_too(version, alice):
    Rule.objects.create(words="leaflet", label="sales")
    rows = only_scenario(make_plan(alice)).rows.filter(row__task__contains="leaflet")
    assert [(row.suggestion, row.words) for row in rows] == [("sales", "rule “leaflet”")]
