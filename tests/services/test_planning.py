"""Plans: made, decided, undone, copied; alone and by several people at once."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from classifier.core.reorg_totals import amount_of, summarise
from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import Plan, PlanDraft, PlanRow, ScenarioRow
from classifier.services.planning import NeedsChoice, delete_plan, load_plan
from classifier.services.planning_access import (
    join_plan,
    open_plan,
    share_plan,
    unshare_plan,
    visible_plans,
)
from classifier.services.planning_classify import classify_next, progress_of
from classifier.services.planning_decisions import (
    check_verb,
    decide_many,
    decide_row,
    newest_change,
)
from classifier.services.planning_filter import RowFilter, filter_rows, in_bulk
from classifier.services.planning_owners import list_owners, map_owners
from classifier.services.planning_rows import read_tasks, task_of
from classifier.services.planning_scenarios import (
    choose_scenario,
    copy_scenario,
    delete_scenario,
)
from classifier.services.planning_undo import undo

from ..plans import HEAD, SAMPLE, SMALL, big_sheet, make_plan, only_scenario

ACCEPT = check_verb(kind="accept")
PARK = check_verb(kind="park")
OVERRIDE = check_verb(kind="override", owner="sales", reason="they know the buyer")


@pytest.fixture
def scenario(version, alice):
    return only_scenario(make_plan(alice))


def decide(scenario, row, verb, by):
    return decide_row(scenario=scenario, pk=row.pk, seen=row.revision, verb=verb, by=by)


def rows(scenario) -> list[ScenarioRow]:
    return list(scenario.rows.select_related("row__owner").order_by("row__number"))


def test_every_row_gets_its_suggestion_words_and_version(scenario):
    first, second, third, last = rows(scenario)
    assert (first.suggestion, first.proposed, first.status) == ("sales", "sales", "move")
    assert (second.suggestion, second.status) == ("marketing", "move")
    assert (third.suggestion, third.status) == ("marketing", "keep")
    assert (last.suggestion, last.proposed, last.status) == ("unsure", "marketing", "discuss")
    assert "(sales)" in first.words
    assert {row.version for row in rows(scenario)} == {1}
    total = summarise(read_tasks(scenario)).total
    assert total.before.hours == total.after.hours == Decimal("10.75")


def test_rows_read_at_once_and_one_by_one_are_the_same(scenario):
    assert read_tasks(scenario) == [task_of(row) for row in rows(scenario)]


def test_a_large_plan_is_classified_some_rows_at_a_time(version, alice):
    plan = load_plan(content=big_sheet(60).encode(), title="Big", source="big.csv", owner=alice)
    done = [classify_next(plan, count=25).done for _ in range(3)]
    assert done == [25, 50, 60]
    assert progress_of(plan).is_complete
    assert classify_next(plan).done == 60


@pytest.mark.parametrize("content", [HEAD + "a,b c,d,-1,e\n", HEAD, "", SMALL + "a,,b,1,c\n"])
def test_of_a_bad_sheet_nothing_is_stored(version, alice, content):
    with pytest.raises(InvalidInput):
        load_plan(content=content.encode(), title="Bad", source="bad.csv", owner=alice)
    assert not Plan.objects.exists()
    assert not PlanRow.objects.exists()
    assert not PlanDraft.objects.exists()


def test_unknown_columns_are_asked_for(version, alice):
    with pytest.raises(NeedsChoice, match="No column is named “owner”"):
        load_plan(content=b"role,task,boss,hours\na,b c,d,1\n", title="x", source="x", owner=alice)


def test_a_decision_is_kept_with_who_and_when(scenario, alice):
    decide(scenario, rows(scenario)[2], OVERRIDE, alice)
    row = rows(scenario)[2]
    assert (row.verdict, row.owner, row.proposed, row.status) == (
        "overridden", "sales", "sales", "move",
    )  # fmt: skip
    assert (row.reason, row.decided_by) == ("they know the buyer", "alice")
    assert row.decided_at
    change = scenario.changes.get()
    assert (change.kind, change.rows, change.done_by) == ("override", 1, alice)


def test_accepting_unsure_leaves_the_task_where_it_is(scenario, alice):
    decide(scenario, rows(scenario)[3], ACCEPT, alice)
    row = rows(scenario)[3]
    assert (row.verdict, row.proposed, row.status) == ("accepted", "marketing", "keep")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "override", "owner": "sales"}, "needs a reason"),
        ({"kind": "override", "owner": "sales", "reason": " "}, "needs a reason"),
        ({"kind": "override", "owner": "hr", "reason": "x"}, "Choose who should own it"),
        ({"kind": "override", "owner": "another", "both": True, "reason": "x"}, "accountable"),
        ({"kind": "undo"}, "accepted, overridden, parked or reopened"),
        ({"kind": "park", "reason": "x" * 301}, "301 characters"),
        ({"kind": "park", "reason": "a\x00b"}, "the character NUL"),
    ],
)
def test_what_makes_no_sense_is_refused(fields, message):
    with pytest.raises(InvalidInput, match=message):
        check_verb(**fields)


def test_a_stale_decision_says_who_was_first_and_changes_nothing(scenario, alice, charlie):
    stale = rows(scenario)[0]
    decide(scenario, stale, OVERRIDE, charlie)
    with pytest.raises(Conflict, match=r"Row 2 was changed by charlie at .*now overridden"):
        decide(scenario, stale, PARK, alice)
    assert rows(scenario)[0].verdict == "overridden"


def test_a_decision_on_an_offer_that_is_another_by_now_is_refused(scenario, alice, charlie):
    shown = rows(scenario)
    [marketing, _] = list_owners(scenario.plan)
    map_owners(plan=scenario.plan, teams={marketing.mapping.pk: "another"}, by=charlie)
    now = rows(scenario)
    changed = [one for one in range(4) if now[one].revision != shown[one].revision]
    assert changed == [2, 3], "one moves now, one stays with another; the others are offered alike"
    with pytest.raises(Conflict, match=r"was changed by charlie at .*now open"):
        decide(scenario, shown[2], ACCEPT, alice)
    assert {row.verdict for row in rows(scenario)} == {"open"}


def test_bulk_decides_what_the_filter_shows_and_spares_what_is_decided(scenario, alice, charlie):
    decide(scenario, rows(scenario)[0], OVERRIDE, charlie)
    wanted = RowFilter(role="AE")
    found = in_bulk(filter_rows(scenario, wanted), wanted)
    change = decide_many(scenario=scenario, rows=found, verb=PARK, by=alice)
    assert change.rows == 1
    assert [row.verdict for row in rows(scenario)] == ["overridden", "parked", "open", "open"]
    with pytest.raises(Conflict, match="No row is left"):
        decide_many(scenario=scenario, rows=found, verb=PARK, by=alice)


def test_bulk_overwrites_nothing_that_another_did_since(scenario, alice, charlie):
    decide(scenario, rows(scenario)[0], PARK, alice)
    wanted = RowFilter(verdict="parked")
    matched = in_bulk(filter_rows(scenario, wanted), wanted)
    seen = newest_change(scenario)
    decide(scenario, rows(scenario)[1], PARK, alice)  # one's own are known
    again = {"scenario": scenario, "rows": matched, "verb": ACCEPT, "by": alice, "seen": seen}
    decide(scenario, rows(scenario)[3], OVERRIDE, charlie)  # no row of the filter
    assert decide_many(**again).rows == 2
    decide(scenario, rows(scenario)[2], PARK, charlie)
    with pytest.raises(Conflict, match="Rows of this filter were changed by charlie at"):
        decide_many(**again)
    assert rows(scenario)[2].decided_by == "charlie"
    assert decide_many(**{**again, "seen": newest_change(scenario)}).rows == 1


def test_bulk_accepts_no_suggestions_that_nobody_saw(scenario, alice, charlie):
    seen = newest_change(scenario)
    [marketing, _] = list_owners(scenario.plan)
    map_owners(plan=scenario.plan, teams={marketing.mapping.pk: "another"}, by=charlie)
    wanted = RowFilter()
    matched = in_bulk(filter_rows(scenario, wanted), wanted)
    with pytest.raises(Conflict, match="were changed by charlie at"):
        decide_many(scenario=scenario, rows=matched, verb=ACCEPT, by=alice, seen=seen)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (RowFilter(words="LEAFLET"), [3]),
        (RowFilter(words="kim"), [2, 3]),
        (RowFilter(status="move", today="sales"), [3]),
        (RowFilter(suggestion="unsure"), [5]),
        (RowFilter(proposed="marketing", person="Lee"), [4, 5]),
        (RowFilter(confidence_below=1), []),
        (RowFilter(), [2, 3, 4, 5]),
    ],
)
def test_filters(scenario, wanted, numbers):
    found = filter_rows(scenario, wanted)
    assert list(found.values_list("row__number", flat=True)) == numbers


def test_undo_takes_back_ones_own_changes_one_by_one(scenario, alice):
    before = read_tasks(scenario)
    decide(scenario, rows(scenario)[0], PARK, alice)
    decide(scenario, rows(scenario)[0], OVERRIDE, alice)
    decide_many(scenario=scenario, rows=scenario.rows.all(), verb=ACCEPT, by=alice)
    for _ in range(3):
        undo(scenario=scenario, by=alice)
    assert read_tasks(scenario) == before
    assert not scenario.rows.exclude(decided_by="").exists()
    with pytest.raises(Conflict, match="nothing of yours to undo"):
        undo(scenario=scenario, by=alice)


def test_undo_never_takes_back_what_another_built_on(scenario, alice, charlie):
    decide_many(scenario=scenario, rows=scenario.rows.all(), verb=ACCEPT, by=alice)
    decide(scenario, rows(scenario)[1], OVERRIDE, charlie)
    with pytest.raises(Conflict, match="Row 3 was changed by charlie since"):
        undo(scenario=scenario, by=alice)
    assert [row.verdict for row in rows(scenario)][:2] == ["accepted", "overridden"]
    undo(scenario=scenario, by=charlie)
    undo(scenario=scenario, by=alice)
    assert {row.verdict for row in rows(scenario)} == {"open"}


def test_owners_are_mapped_once_for_all_scenarios_and_decisions_stay(scenario, alice):
    plan = scenario.plan
    decide(scenario, rows(scenario)[0], ACCEPT, alice)
    copy = copy_scenario(scenario=scenario, name="Other", by=alice)
    [marketing, sales] = list_owners(plan)
    assert (marketing.mapping.name, marketing.tasks, sales.tasks) == ("Marketing", 3, 1)
    assert map_owners(plan=plan, teams={marketing.mapping.pk: "another"}, by=alice) == 1
    for one in (scenario, copy):
        found = rows(one)
        assert [row.proposed for row in found] == ["sales", "marketing", "marketing", "another"]
        assert [row.status for row in found] == ["move", "move", "move", "discuss"]
        assert found[0].verdict == "accepted"
    with pytest.raises(InvalidInput, match="Choose what “Sales” is"):
        map_owners(plan=plan, teams={sales.mapping.pk: "hr"}, by=alice)


def test_an_old_page_of_owners_sets_only_what_was_set_on_it(scenario, alice, charlie):
    plan = scenario.plan
    marketing, sales = (one.mapping for one in list_owners(plan))
    seen = {marketing.pk: marketing.team, sales.pk: sales.team}
    map_owners(plan=plan, teams={marketing.pk: "another"}, by=charlie)
    page = {"plan": plan, "by": alice, "seen": seen}
    assert map_owners(teams=seen | {sales.pk: "another"}, **page) == 1
    assert {one.mapping.team for one in list_owners(plan)} == {"another"}
    with pytest.raises(Conflict, match=r"“Marketing” was set to .* meanwhile"):
        map_owners(teams=seen | {marketing.pk: "sales"}, **page)
    assert {one.mapping.team for one in list_owners(plan)} == {"another"}


def test_owners_wait_until_every_row_has_its_suggestion(version, alice):
    plan = load_plan(content=SMALL.encode(), title="x", source="x", owner=alice)
    with pytest.raises(Conflict, match="Not all rows have their suggestion"):
        map_owners(plan=plan, teams={}, by=alice)


def test_a_copy_is_equal_and_independent(scenario, alice):
    decide(scenario, rows(scenario)[0], OVERRIDE, alice)
    copy = copy_scenario(scenario=scenario, name="Bold", by=alice)
    assert read_tasks(copy) == read_tasks(scenario)
    decide(copy, rows(copy)[1], PARK, alice)
    assert rows(scenario)[1].verdict == "open"
    with pytest.raises(Conflict, match="named “Bold” already"):
        copy_scenario(scenario=scenario, name=" Bold ", by=alice)
    for name in ("", "x" * 81, "a\x00b"):
        with pytest.raises(InvalidInput, match="name"):
            copy_scenario(scenario=scenario, name=name, by=alice)
    choose_scenario(scenario=copy)
    copy.refresh_from_db()
    scenario.refresh_from_db()
    assert (copy.is_chosen, scenario.is_chosen) == (True, False)
    with pytest.raises(Conflict, match="Choose another one first"):
        delete_scenario(scenario=copy)
    delete_scenario(scenario=scenario)


def test_a_plan_is_seen_by_its_owner_and_by_link_while_there_is_one(scenario, alice, charlie):
    plan = scenario.plan
    with pytest.raises(NotFound):
        open_plan(pk=plan.pk, user=charlie)
    token = share_plan(plan=plan, sharing="read")
    with pytest.raises(NotFound):
        open_plan(pk=plan.pk, user=charlie)
    join_plan(token=token, user=charlie)
    access = open_plan(pk=plan.pk, user=charlie)
    assert (access.is_owner, access.may_decide) == (False, False)
    share_plan(plan=plan, sharing="decide")
    assert open_plan(pk=plan.pk, user=charlie).may_decide
    unshare_plan(plan=plan)
    assert not visible_plans(charlie).exists()
    assert open_plan(pk=plan.pk, user=alice).is_owner
    for withdrawn in (token, ""):
        with pytest.raises(NotFound):
            join_plan(token=withdrawn, user=charlie)


def test_a_deleted_plan_leaves_nothing(scenario, alice):
    decide(scenario, rows(scenario)[0], ACCEPT, alice)
    delete_plan(plan=scenario.plan)
    assert not Plan.objects.exists()
    assert not PlanRow.objects.exists()
    assert not ScenarioRow.objects.exists()


def test_the_sample_has_some_120_tasks_and_14_roles(version, alice):
    tasks = read_tasks(only_scenario(make_plan(alice, SAMPLE.read_bytes())))
    assert 115 <= len(tasks) <= 125
    assert len({task.role for task in tasks}) == 14
    assert {task.status for task in tasks} == {"keep", "move", "discuss"}
    assert amount_of(tasks).hours == Decimal("581.00")


@pytest.mark.django_db(transaction=True)
def test_of_many_people_at_once_no_decision_is_lost(version, alice):
    """Each of eight threads decides its own row and all of them the same one."""
    scenario = only_scenario(make_plan(alice, big_sheet(9)))
    found = rows(scenario)
    outcomes: list[str] = []

    def work(number: int) -> None:
        try:
            decide(scenario, found[number], ACCEPT, alice)
            decide(scenario, found[8], check_verb(kind="park", reason=f"by {number}"), alice)
            outcomes.append("won")
        except Conflict:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 7 + ["won"]
    assert [row.verdict for row in rows(scenario)] == ["accepted"] * 8 + ["parked"]
    assert scenario.changes.count() == 9
