"""Plans by program: from rows or a file to decisions and out again; never a stranger's."""

import io

import pytest

from classifier.models import Plan
from classifier.services.planning_access import join_plan, share_plan
from classifier.services.planning_decisions import check_verb, decide_row
from tests.plans import SAMPLE, SMALL, make_plan, planner

from .conftest import Caller, caller_for, error_of

ROW = {"role": "AE", "task": "Ring back motorists", "owner": "Marketing", "hours": 3.25}


@pytest.fixture
def pat(version):
    return planner("pat")


@pytest.fixture
def pats(pat) -> Caller:
    return caller_for(pat)


@pytest.fixture
def plan(pat) -> Plan:
    return make_plan(pat)


def send_file(caller, content, name="plan.csv", key="", **fields):
    file = io.BytesIO(content)
    file.name = name
    return caller.client.post(
        "/api/v1/plans/upload",
        {"file": file, **fields},
        headers={**caller.headers, "Idempotency-Key": key},
    )


def test_a_plan_of_rows_goes_through_to_its_export(pats):
    made = pats.post("plans", {"title": "Spring", "rows": [ROW, {**ROW, "cost": 12.5}]})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made.json() == {"id": pk, "model_version": 1, "rows": 2}
    assert pats.get(f"plans/{pk}/export").status_code == 409  # not classified yet
    progress = pats.post(f"plans/{pk}/suggestions").json()
    assert progress == {"done": 2, "total": 2, "is_complete": True}
    found = pats.get(f"plans/{pk}").json()
    assert (found["title"], found["owner"], found["may_decide"]) == ("Spring", "pat", True)
    assert found["owners"] == [{"name": "Marketing", "team": "marketing"}]
    rows = pats.get(f"plans/{pk}/rows").json()["items"]
    assert [row["number"] for row in rows] == [1, 2]
    assert rows[0]["hours"] == "3.25"
    for kind in ("xlsx", "csv", "jsonl"):
        sent = pats.get(f"plans/{pk}/export?format={kind}")
        assert sent.status_code == 200
        assert f'filename="plan-{pk}-1.{kind}"' in sent["Content-Disposition"]
        assert b"".join(sent.streaming_content)


def test_a_file_becomes_a_plan_and_its_export_becomes_it_again(pats):
    made = send_file(pats, SAMPLE.read_bytes(), "sample.csv")
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    while not pats.post(f"plans/{pk}/suggestions").json()["is_complete"]:
        pass
    exported = b"".join(pats.get(f"plans/{pk}/export").streaming_content)
    again = send_file(pats, exported, "out.xlsx", title="Again")
    assert again.json()["rows"] == made.json()["rows"]
    before = pats.get(f"plans/{pk}/rows?limit=100").json()["items"]
    after = pats.get(f"plans/{again.json()['id']}/rows?limit=100").json()["items"]
    keys = ("number", "task", "suggestion", "confidence", "proposed", "verdict")
    assert [[row[key] for key in keys] for row in before] == [
        [row[key] for key in keys] for row in after
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "No column is named"),
        (SMALL.encode().replace(b"3.25", b"-1"), "cannot be negative"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not UTF-8"),
    ],
)
def test_a_file_that_is_no_plan_is_400_and_stores_nothing(pats, content, says):
    response = send_file(pats, content)
    assert response.status_code == 400
    assert says in error_of(response)["message"]
    assert not Plan.objects.exists()


def test_an_upload_that_is_no_upload_is_415_and_one_too_large_413(pats):
    assert pats.post("plans/upload", {"file": "x"}).status_code == 415
    response = send_file(pats, b"x" * 10_000_001)
    assert response.status_code == 413
    missing = pats.client.post("/api/v1/plans/upload", {"title": "x"}, headers=pats.headers)
    assert error_of(missing)["field"] == "file"


@pytest.mark.parametrize(
    "bad",
    [{"hours": -1}, {"hours": "3"}, {"hours": 1e308}, {"task": " "}, {"owner": ""}, {"x": 1}],
)
def test_a_bad_row_is_400_and_named(pats, bad):
    response = pats.post("plans", {"title": "x", "rows": [ROW, {**ROW, **bad}]})
    assert response.status_code == 400
    error = error_of(response)
    assert "rows.1" in error.get("field", "") or "B2" in error["message"]
    assert not Plan.objects.exists()


def test_rows_are_decided_one_by_one_and_a_stale_decision_is_409(plan, pats):
    row = pats.get(f"plans/{plan.pk}/rows").json()["items"][0]
    path = f"plans/{plan.pk}/rows/{row['id']}/decision"
    body = {"kind": "override", "to": "both-sales", "reason": "both ring", "seen": 0}
    assert pats.post(path, body).json()["rows"] == 1
    row = pats.get(f"plans/{plan.pk}/rows").json()["items"][0]
    assert (row["verdict"], row["proposed"], row["is_shared"]) == ("overridden", "sales", True)
    assert (row["decided_by"], row["reason"], row["revision"]) == ("pat", "both ring", 1)
    stale = pats.post(path, {"kind": "accept", "seen": 0})
    assert stale.status_code == 409
    assert "was changed by pat" in error_of(stale)["message"]


def test_an_override_needs_its_owner_and_reason(plan, pats):
    row = pats.get(f"plans/{plan.pk}/rows").json()["items"][0]
    path = f"plans/{plan.pk}/rows/{row['id']}/decision"
    for body in ({"kind": "override", "to": "sales"}, {"kind": "override", "reason": "x"}):
        response = pats.post(path, {**body, "seen": 0})
        assert response.status_code == 400
        assert error_of(response)["field"] in ("to", "reason")


@pytest.mark.parametrize("kind", ["undo", "x" * 5000, "", 7, None])
@pytest.mark.parametrize("path", ["rows/1/decision", "decisions"])
def test_a_decision_of_no_known_kind_is_refused_without_repeating_it(plan, pats, path, kind):
    response = pats.post(f"plans/{plan.pk}/{path}", {"kind": kind, "seen": 0, "filter": {}})
    assert response.status_code == 400
    error = error_of(response)
    assert error["field"] == "kind"
    assert "'accept', 'park', 'reopen', 'override'" in error["message"]
    assert len(error["message"]) < 200


def test_a_decision_without_its_kind_says_so(plan, pats):
    error = error_of(pats.post(f"plans/{plan.pk}/decisions", {"filter": {}}))
    assert (error["field"], error["message"]) == ("kind", "“kind” is missing.")


def test_a_key_with_the_same_file_of_another_name_is_409(pats):
    sent = [
        send_file(pats, SMALL.encode(), name, key="k", title=title)
        for name, title in (("a.csv", ""), ("a.csv", ""), ("b.csv", ""), ("a.csv", "b"))
    ]
    assert [answer.status_code for answer in sent] == [201, 201, 409, 409]
    assert Plan.objects.get().source == "a.csv"


def test_all_rows_of_a_filter_are_decided_at_once(plan, pats):
    path = f"plans/{plan.pk}/decisions"
    done = pats.post(path, {"kind": "park", "filter": {"role": "CMO"}})
    assert done.json()["rows"] == 2
    assert len(pats.get(f"plans/{plan.pk}/rows?verdict=parked").json()["items"]) == 2
    again = pats.post(path, {"kind": "park", "filter": {"role": "CMO"}})
    assert again.status_code == 409  # decided rows stay unless asked for


def test_a_filter_that_another_changed_since_is_409(plan, pats, alice):
    listed = pats.get(f"plans/{plan.pk}/rows").json()
    scenario = plan.scenarios.get()
    row = scenario.rows.first()
    verb = check_verb(kind="reopen")
    decide_row(scenario=scenario, pk=row.pk, seen=row.revision, verb=verb, by=alice)
    ask = {"kind": "park", "filter": {}, "seen": listed["newest_change"]}
    refused = pats.post(f"plans/{plan.pk}/decisions", ask)
    assert refused.status_code == 409
    assert "changed by alice" in error_of(refused)["message"]
    ask["seen"] = pats.get(f"plans/{plan.pk}/rows").json()["newest_change"]
    assert pats.post(f"plans/{plan.pk}/decisions", ask).json()["rows"] == 4


def test_b24_strangers_plans_are_404_as_if_they_were_not_there(plan, version):
    mallory = caller_for(planner("mallory"))
    answers = {
        pk: [
            mallory.get(f"plans/{pk}"),
            mallory.get(f"plans/{pk}/rows"),
            mallory.get(f"plans/{pk}/export"),
            mallory.post(f"plans/{pk}/suggestions"),
            mallory.post(f"plans/{pk}/rows/1/decision", {"kind": "park", "seen": 0}),
            mallory.post(f"plans/{pk}/decisions", {"kind": "park", "filter": {}}),
        ]
        for pk in (plan.pk, plan.pk + 1_000)
    }
    assert all(one.status_code == 404 for found in answers.values() for one in found)
    foreign, missing = ([one.content for one in found] for found in answers.values())
    assert foreign == missing
    assert mallory.get("plans").json()["items"] == []


def test_a_plan_shared_to_read_can_be_read_and_not_decided(plan, pat):
    reader = planner("reader")
    join_plan(token=share_plan(plan=plan, sharing="read"), user=reader)
    caller = caller_for(reader)
    assert caller.get(f"plans/{plan.pk}").json()["may_decide"] is False
    response = caller.post(f"plans/{plan.pk}/decisions", {"kind": "park", "filter": {}})
    assert response.status_code == 403


def test_charlie_can_make_none(version, charlies):
    assert charlies.get("plans").status_code == 403
    assert charlies.post("plans", {"title": "x", "rows": [ROW]}).status_code == 403
    assert send_file(charlies, SMALL.encode()).status_code == 403


def test_control_characters_do_not_stop_the_workbook(pats):
    rows = [{**ROW, "task": "Ring \x08 back\uffff", "person": "K\x1fim"}]
    pk = pats.post("plans", {"title": "Spring\x01", "rows": rows}).json()["id"]
    pats.post(f"plans/{pk}/suggestions")
    for kind in ("xlsx", "csv", "jsonl"):
        sent = pats.get(f"plans/{pk}/export?format={kind}")
        assert sent.status_code == 200
        assert b"".join(sent.streaming_content)
    exported = b"".join(pats.get(f"plans/{pk}/export").streaming_content)
    assert send_file(pats, exported, "out.xlsx").status_code == 201
