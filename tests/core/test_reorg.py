"""What holds for every plan, whatever its rows."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from classifier.core.labels import Outcome
from classifier.core.reorg import (
    PlannedTask,
    Ruling,
    Status,
    Suggestion,
    Team,
    Verdict,
    accept,
    propose,
)
from classifier.core.reorg_compare import compare
from classifier.core.reorg_moves import list_disputes, list_hand_overs, list_moves
from classifier.core.reorg_roles import SHARD, mix_people, mix_roles
from classifier.core.reorg_sankey import HEIGHT, draw_sankey
from classifier.core.reorg_totals import Amount, amount_of, find_flows, summarise

HOURS = st.decimals(0, 10_000, places=2)
OWNERS = st.sampled_from(Team)
SUGGESTIONS = st.builds(
    Suggestion,
    outcome=st.sampled_from(Outcome),
    leans_to=st.sampled_from([Team.MARKETING, Team.SALES]),
)
RULINGS = st.one_of(
    st.just(Ruling()),
    st.just(Ruling(verdict=Verdict.PARKED)),
    st.builds(
        Ruling,
        verdict=st.sampled_from([Verdict.ACCEPTED, Verdict.OVERRIDDEN]),
        owner=OWNERS,
        is_shared=st.booleans(),
    ),
)


@st.composite
def planned_tasks(draw: st.DrawFn) -> list[PlannedTask]:
    """Plans of some roles and people, decided at random."""
    tasks = []
    for number in range(draw(st.integers(0, 40))):
        suggestion, ruling, today = draw(SUGGESTIONS), draw(RULINGS), draw(OWNERS)
        proposal = propose(suggestion, ruling, today=today)
        tasks.append(
            PlannedTask(
                number=number,
                role=draw(st.sampled_from("ABCD")),
                text=f"task {number}",
                person=draw(st.sampled_from(["", "P", "Q"])),
                hours=draw(HOURS),
                cost=draw(HOURS),
                owner=str(today),
                today=today,
                proposed=proposal.owner,
                status=proposal.status,
                is_shared=proposal.is_shared,
                leans_to=suggestion.leans_to,
                outcome=suggestion.outcome,
                confidence=0.5,
                verdict=ruling.verdict,
            )
        )
    return tasks


@given(planned_tasks())
def test_hours_tasks_and_cost_before_equal_those_after(tasks):
    summary = summarise(tasks)
    assert summary.total.before == summary.total.after == amount_of(tasks)
    assert summary.total.net == Amount()
    assert summary.total.before.hours == sum((t.hours for t in tasks), Decimal(0))
    assert sum((one.net.hours for one in summary.teams), Decimal(0)) == 0


@given(planned_tasks())
def test_flows_add_up_to_the_plan(tasks):
    flows = find_flows(tasks)
    assert sum((flow.amount for flow in flows), Amount()) == amount_of(tasks)
    assert {(t.today, t.proposed) for t in tasks} == {(f.source, f.target) for f in flows}


@given(planned_tasks())
def test_moves_are_the_rows_whose_proposed_owner_differs(tasks):
    groups = list_moves(tasks)
    moved = {task.number for group in groups for task in group.tasks}
    assert moved == {task.number for task in tasks if task.proposed != task.today}
    assert moved == {task.number for task in tasks if task.status is Status.MOVE}
    assert summarise(tasks).moving == sum((group.amount for group in groups), Amount())
    assert all(task.proposed is group.team for group in groups for task in group.tasks)


@given(planned_tasks())
def test_roles_and_people_add_up_to_the_plan_before_and_after(tasks):
    for mixes in (mix_roles(tasks), mix_people(tasks)):
        assert sum((mix.total for mix in mixes), Amount()) == amount_of(tasks)
        for mix in mixes:
            assert sum((part.before for part in mix.parts), Amount()) == mix.total
            assert sum((part.after for part in mix.parts), Amount()) == mix.total
            assert abs(sum((part.share for part in mix.parts), Decimal(-1))) < Decimal("1e-20")


@given(planned_tasks())
def test_a_role_splits_if_several_teams_would_own_some_of_it(tasks):
    for mix in mix_roles(tasks):
        teams = {task.proposed for task in tasks if task.role == mix.name}
        assert mix.splits == (len(teams) > 1)


@given(planned_tasks())
def test_shards_are_parts_under_a_tenth(tasks):
    for mix in mix_roles(tasks):
        for part in mix.parts:
            assert (part in mix.shards) == (0 < part.share < SHARD)


@given(planned_tasks())
def test_every_shared_task_has_one_a_and_one_r(tasks):
    found = list_hand_overs(tasks)
    assert [one.task for one in found] == [task for task in tasks if task.is_shared]
    assert all({one.marketing, one.sales} == {"A", "R"} for one in found)


@given(planned_tasks())
def test_what_is_to_discuss_stays_where_it_is_and_is_in_the_disputes(tasks):
    found = list_disputes(tasks)
    waiting = [task.number for task in (*found.undecided, *found.parked)]
    assert sorted(waiting) == [t.number for t in tasks if t.status is Status.DISCUSS]
    assert all(not task.moves for task in (*found.undecided, *found.parked))


@given(planned_tasks())
def test_the_flow_chart_stays_in_its_frame(tasks):
    sankey = draw_sankey(find_flows(tasks))
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT + 1 for bar in sankey.bars)


@given(planned_tasks())
def test_a_plan_does_not_differ_from_itself(tasks):
    assert not compare(tasks, tasks)


@given(SUGGESTIONS, OWNERS)
def test_accepting_proposes_what_was_proposed_and_ends_the_discussion(suggestion, today):
    before = propose(suggestion, Ruling(), today=today)
    after = propose(suggestion, accept(suggestion, today=today), today=today)
    assert after.status is not Status.DISCUSS
    if before.status is not Status.DISCUSS:
        assert after == before
    if suggestion.outcome is Outcome.SHARED:
        assert after.owner is not Team.ANOTHER


@given(SUGGESTIONS, SUGGESTIONS, RULINGS, OWNERS)
def test_a_decision_does_not_depend_on_the_suggestion(first, second, ruling, today):
    if ruling.verdict in (Verdict.ACCEPTED, Verdict.OVERRIDDEN):
        assert propose(first, ruling, today=today) == propose(second, ruling, today=today)


def test_neither_is_another_teams_work():
    suggestion = Suggestion(outcome=Outcome.NEITHER, leans_to=Team.SALES)
    moved = propose(suggestion, Ruling(), today=Team.SALES)
    assert (moved.owner, moved.status) == (Team.ANOTHER, Status.MOVE)
    assert propose(suggestion, Ruling(), today=Team.ANOTHER).status is Status.KEEP
