"""Plans in the pages: uploaded, viewed, decided, shared, and private by every route."""

import io
import re

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from classifier.models import Plan, PlanDraft, PlanRow, Scenario
from classifier.services import planning_classify
from classifier.services.planning_access import join_plan, share_plan
from classifier.services.planning_decisions import check_verb, decide_many
from classifier.services.planning_filter import RowFilter, filter_rows, in_bulk
from classifier.services.planning_rows import read_tasks
from classifier.web.plans_urls import urlpatterns

from ..plans import HEAD, SMALL, big_sheet, make_plan, only_scenario, planner

VIEWS = ("summary", "tasks", "moves", "roles", "people", "hand-overs", "disputes", "history",
         "versions", "take-out", "print", "workbook", "rows")  # fmt: skip


@pytest.fixture
def bob(db) -> User:
    return planner("bob")


@pytest.fixture
def client(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def scenario(version, bob) -> Scenario:
    return only_scenario(make_plan(bob))


def upload(client: Client, content: str | bytes, name: str = "spring.csv"):
    raw = content.encode() if isinstance(content, str) else content
    return client.post("/plans/new/", {"file": SimpleUploadedFile(name, raw)}, follow=True)


def at(scenario: Scenario, view: str, *more: int) -> str:
    return reverse(f"classifier:plan-{view}", args=[scenario.plan_id, scenario.number, *more])


def test_a_sheet_leads_to_its_summary(version, client):
    response = upload(client, SMALL)
    assert response.status_code == 200
    html = response.content.decode()
    assert "<h1>spring</h1>" in html
    assert "10.75 hours a week" in html
    assert Plan.objects.get().title == "spring"


def test_pasted_cells_lead_there_too(version, client):
    cells = "role\ttask\towner\thours\nAE\tCall, then visit\tSales\t1,5\n"
    response = client.post("/plans/new/", {"cells": cells, "title": "Pasted"}, follow=True)
    assert "<h1>Pasted</h1>" in response.content.decode()


def test_owners_of_doubtful_names_are_asked_for_once(version, client):
    response = upload(client, SMALL.replace(",Sales,", ",Key Accounts,"))
    html = response.content.decode()
    assert "What are today" in html
    plan = Plan.objects.get()
    fields = {f"team-{one.pk}": "another" for one in plan.owners.filter(name="Key Accounts")}
    response = client.post(f"/plans/{plan.pk}/owners/", fields, follow=True)
    assert response.redirect_chain[-1][0] == f"/plans/{plan.pk}/1/"
    assert plan.owners.get(name="Key Accounts").team == "another"
    endless, kind = f"team-{'9' * 5000}=sales", "application/x-www-form-urlencoded"
    assert client.post(f"/plans/{plan.pk}/owners/", endless, content_type=kind).status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Choose a file, or paste cells"),
        ({"cells": HEAD + "a,b c,d,NaN,e\n"}, "D2 (hours) has “NaN”, which is no number."),
        ({"cells": HEAD}, "has a header but no rows"),
        ({"cells": HEAD + "a,b c,d,1,e\n", "title": "x" * 121}, "at most 120 characters"),
    ],
)
def test_a_bad_upload_says_where_and_keeps_what_was_typed(version, client, fields, message):
    response = client.post("/plans/new/", fields)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert response.context["form"]["cells"].value() == fields.get("cells")
    assert not Plan.objects.exists()


def test_files_that_are_not_taken_are_told_and_never_left_out(version, client):
    large = SimpleUploadedFile("a.csv", HEAD.encode() + b"x" * 10_000_001)
    small = [SimpleUploadedFile(f"{n}.csv", SMALL.encode()) for n in range(2)]
    for fields, status, message in (
        ({"file": large}, 413, "The file is larger than 10 MB. Split it in parts."),
        ({"file": large, "cells": SMALL}, 413, "The file is larger than 10 MB."),
        ({"file": small}, 400, "2 files were sent. Send one at a time."),
        ({"file": small[0], "cells": SMALL}, 400, "Give either a file or pasted cells."),
    ):
        for file in (large, *small):
            file.seek(0)
        response = client.post("/plans/new/", fields)
        html = response.content.decode()
        assert (response.status_code, html.count('role="alert"')) == (status, 1)
        assert message in html
    assert not Plan.objects.exists()


def test_cells_that_are_no_text_are_said_to_be_so_and_nothing_else(version, client):
    html = client.post("/plans/new/", {"cells": HEAD + "a,b\x00c,d,1,e\n"}).content.decode()
    assert "Null characters are not allowed." in html
    assert "Choose a file" not in html


def test_columns_are_chosen_where_their_names_do_not_tell(version, client):
    response = upload(client, "Post,Was,Chef,h pw\nAE,Call clients,Sales,2\n")
    assert "Which columns?" in response.content.decode()
    [draft] = PlanDraft.objects.all()
    places = {"role": 0, "task": 1, "owner": 2, "hours": 2}
    refused = client.post(f"/plans/columns/{draft.pk}/", places)
    assert refused.status_code == 400
    assert "cannot be both owner and hours" in refused.content.decode()
    for far in ("9" * 18, "9" * 5000):
        assert (
            client.post(f"/plans/columns/{draft.pk}/", {**places, "hours": far}).status_code == 400
        )
    response = client.post(f"/plans/columns/{draft.pk}/", {**places, "hours": 3}, follow=True)
    assert "2 hours a week" in response.content.decode()
    assert not PlanDraft.objects.exists()


def test_of_two_likely_sheets_one_is_chosen(version, client):
    book = openpyxl.Workbook()
    for page, hours in ((book.active, 1), (book.create_sheet("later"), 7)):
        page.append(["role", "task", "owner", "hours"])
        page.append(["AE", "Call clients", "Sales", hours])
    file = io.BytesIO()
    book.save(file)
    upload(client, file.getvalue(), "two.xlsx")
    draft = PlanDraft.objects.get()
    fields = {"sheet": "later", "role": 0, "task": 1, "owner": 2, "hours": 3}
    response = client.post(f"/plans/columns/{draft.pk}/", fields, follow=True)
    assert "7 hours a week" in response.content.decode()


def test_a_large_sheet_shows_its_progress_and_goes_on_by_itself(version, client, monkeypatch):
    monkeypatch.setattr(planning_classify, "AT_ONCE", 40)
    response = upload(client, big_sheet(100))
    plan = Plan.objects.get()
    address = f"/plans/{plan.pk}/progress/"
    assert "40 of 100 tasks classified" in response.content.decode()
    assert client.get(f"/plans/{plan.pk}/", follow=True).request["PATH_INFO"] == address
    assert client.get(f"/plans/{plan.pk}/1/").status_code == 503
    assert client.get(f"/plans/{plan.pk}/0/").status_code == 404
    park = f"/plans/{plan.pk}/0/tasks/decide/"
    assert client.post(park, {"kind": "park"}).status_code == 404
    response = client.post(address, headers={"HX-Request": "true"})
    assert "80 of 100" in response.content.decode()
    response = client.post(address, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == f"/plans/{plan.pk}/owners/"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(scenario, client, view):
    assert client.get(at(scenario, view)).status_code == 200


def test_a_decision_by_page_is_stored_and_shown(scenario, client):
    row = scenario.rows.order_by("row__number")[0]
    fields = {"kind": "override", "to": "both-sales", "reason": "both do it", "seen": 0}
    response = client.post(at(scenario, "decide", row.pk), fields, headers={"HX-Request": "true"})
    assert response["HX-Trigger"] == "decided"
    assert "overridden: both do it" in response.content.decode()
    row.refresh_from_db()
    assert (row.owner, row.both, row.decided_by) == ("sales", True, "bob")
    assert "both do it" in client.get(at(scenario, "history")).content.decode()
    html = client.get(at(scenario, "hand-overs")).content.decode()
    assert "agreed" in html


@pytest.mark.parametrize(
    "case",
    [
        ({"kind": "accept", "seen": 7}, 409, "look again"),
        ({"kind": "accept", "seen": "x"}, 400, "Load the page again"),
        ({"kind": "override", "to": "sales", "seen": 0}, 400, "needs a reason"),
        ({"kind": "nonsense", "seen": 0}, 400, "accepted, overridden"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_refused_decision_says_why(scenario, client, case, headers):
    fields, status, message = case
    row = scenario.rows.all()[0]
    response = client.post(at(scenario, "decide", row.pk), fields, headers=headers)
    assert response.status_code == status
    assert message in response.content.decode()
    row.refresh_from_db()
    assert row.verdict == "open"


def test_bulk_and_undo_by_page(scenario, client):
    fields = {"kind": "park", "role": "AE"}
    response = client.post(at(scenario, "decide-filtered"), fields, follow=True)
    assert "Park: 2 rows" in response.content.decode()
    assert scenario.rows.filter(verdict="parked").count() == 2
    response = client.post(at(scenario, "undo"), follow=True)
    assert "Undone: Park of 2 rows" in response.content.decode()
    assert not scenario.rows.exclude(verdict="open").exists()


def test_bulk_from_an_old_page_is_refused(scenario, client, charlie):
    page = client.get(at(scenario, "tasks")).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"><input type="hidden" name="query"', page)
    assert seen
    wanted = RowFilter(role="AE")
    rows, verb = in_bulk(filter_rows(scenario, wanted), wanted), check_verb(kind="reopen")
    decide_many(scenario=scenario, rows=rows, verb=verb, by=charlie)
    fields = {"kind": "park", "role": "AE", "seen": seen[1]}
    response = client.post(at(scenario, "decide-filtered"), fields, follow=True)
    assert "were changed by charlie" in response.content.decode()
    assert not scenario.rows.exclude(verdict="open").exists()


def test_the_export_honours_the_filter(scenario, client):
    body = client.get(at(scenario, "rows"), {"status": "move"}).getvalue().decode()
    assert len(body.strip().splitlines()) == 3


@pytest.mark.parametrize(
    ("unusable", "message"),
    [
        ({"confidence_below": "0"}, "“Confidence below, %” cannot be used"),
        ({"words": "x" * 101}, "“Words” cannot be used"),
        ({"verdict": "foo"}, "“Decision” cannot be used"),
        ({"role": "\x00"}, "“Role” cannot be used"),
    ],
)
def test_a_filter_that_makes_no_sense_decides_and_takes_out_nothing(
    scenario, client, unusable, message
):
    decided = client.post(at(scenario, "decide-filtered"), {"kind": "park", **unusable})
    taken_out = client.get(at(scenario, "rows"), unusable)
    for answer in (decided, taken_out):
        assert answer.status_code == 400
        assert message in answer.content.decode()
    assert not scenario.rows.exclude(verdict="open").exists()
    assert client.get(at(scenario, "tasks"), unusable).status_code == 200


def test_scenarios_are_copied_compared_and_chosen_by_page(scenario, client):
    change = at(scenario, "change-scenario")
    client.post(change, {"act": "copy", "name": "Bold"})
    bold = scenario.plan.scenarios.get(name="Bold")
    client.post(at(bold, "decide-filtered"), {"kind": "override", "to": "sales", "reason": "r"})
    html = client.get(f"/plans/{scenario.plan_id}/compare/?first=1&second=2").content.decode()
    assert "4 rows differ" in html or "3 rows differ" in html
    client.post(at(bold, "change-scenario"), {"act": "choose"})
    home = client.get(f"/plans/{scenario.plan_id}/")
    assert home["Location"] == at(bold, "summary")
    assert client.get(f"/plans/{scenario.plan_id}/compare/?first=1&second=x").status_code == 400
    assert client.get(f"/plans/{scenario.plan_id}/compare/?first=1&second=9").status_code == 404
    assert client.get(f"/plans/{scenario.plan_id}/compare/?first=1&second=0").status_code == 404


def test_a_link_lets_logged_in_people_read_or_decide(scenario, client):
    settings = f"/plans/{scenario.plan_id}/share/"
    client.post(settings, {"sharing": "read"})
    plan = Plan.objects.get()
    carol = Client()
    link = f"/plans/shared/{plan.share_token}/"
    assert "/admin/login/" in carol.get(link)["Location"]
    carol.force_login(User.objects.create_user("carol"))
    assert carol.get(link, follow=True).status_code == 200
    row = scenario.rows.all()[0]
    decide, fields = at(scenario, "decide", row.pk), {"kind": "accept", "seen": 0}
    assert carol.post(decide, fields).status_code == 403
    assert carol.post(settings, {"sharing": "decide"}).status_code == 403
    client.post(settings, {"sharing": "decide"})
    assert carol.post(decide, fields).status_code == 302
    client.post(settings, {"sharing": "none"})
    assert carol.get(at(scenario, "summary")).status_code == 404
    assert carol.get(link).status_code == 404


def _routes(scenario: Scenario) -> list[str]:
    row = scenario.rows.all()[0]
    values = {"pk": scenario.plan_id, "number": scenario.number, "row": row.pk, "token": "x" * 32}
    return [
        reverse(f"classifier:{route.name}", kwargs={n: values[n] for n in route.pattern.converters})
        for route in urlpatterns
        if "pk" in route.pattern.converters or "token" in route.pattern.converters
    ]


@pytest.mark.parametrize("may_all", [False, True])
def test_another_users_private_plan_is_a_404_by_every_route(scenario, may_all):
    PlanDraft.objects.create(
        pk=scenario.plan_id, owner=scenario.plan.owner, title="x", source="x", content=b"x"
    )
    mallory = planner("mallory")
    mallory.is_superuser = may_all
    mallory.save()
    client = Client()
    client.force_login(mallory)
    routes = _routes(scenario)
    assert len(routes) > 25
    for route in routes:
        for method in (client.get, client.post):
            response = method(route)
            if response.status_code != 405:
                assert response.status_code == 404, (method.__name__, route)
                assert "Spring" not in response.content.decode()
    assert "Spring" not in client.get("/plans/").content.decode()
    compare = client.get(f"/plans/{scenario.plan_id}/compare/?first=1&second=1")
    assert compare.status_code == 404


def test_strangers_are_led_to_the_log_in_by_every_route(scenario):
    for route in [*_routes(scenario), "/plans/", "/plans/new/", "/plans/sample/"]:
        for method in (Client().get, Client().post):
            assert method(route)["Location"].startswith("/admin/login/"), route


def test_without_the_permission_there_are_no_plans_to_make(version):
    client = Client()
    client.force_login(User.objects.create_user("dave", is_staff=True))
    for route in ("/plans/", "/plans/new/"):
        assert client.get(route).status_code == 403
    assert client.post("/plans/sample/").status_code == 403
    assert not Plan.objects.exists()


def test_another_scenarios_row_cannot_be_decided_through_ones_own(scenario, client):
    other = only_scenario(make_plan(planner("erin"), title="Secret"))
    row = other.rows.all()[0]
    response = client.post(at(scenario, "decide", row.pk), {"kind": "accept", "seen": 0})
    assert response.status_code == 404
    assert client.get(at(scenario, "why", row.pk)).status_code == 404
    assert not other.rows.exclude(verdict="open").exists()


def test_the_sample_opens_with_one_click(version, client):
    client.post("/plans/sample/")
    assert len(read_tasks(only_scenario(Plan.objects.get()))) > 100


def test_a_deleted_plan_is_gone(scenario, client):
    assert client.post(f"/plans/{scenario.plan_id}/delete/")["Location"] == "/plans/"
    assert not PlanRow.objects.exists()


def test_markup_in_a_sheet_is_shown_as_text(version, client):
    response = upload(client, HEAD + "<b>x</b>,<script>alert(1)</script> call,Sales,1,<i>\n")
    plan = Plan.objects.get()
    for view in ("tasks", "roles", "people", "disputes", "print"):
        html = client.get(at(only_scenario(plan), view)).content.decode()
        assert "<script>alert" not in html
        assert "<b>x</b>" not in html
    assert response.status_code == 200


def test_queries_do_not_grow_with_the_rows(version, bob, client, django_assert_max_num_queries):
    for rows in (4, 120):
        scenario = only_scenario(make_plan(bob, big_sheet(rows), title=str(rows)))
        for view in ("summary", "tasks", "moves", "roles", "people", "disputes", "print"):
            with django_assert_max_num_queries(16):
                client.get(at(scenario, view))


def test_a_member_who_joined_sees_the_plan_in_the_list(scenario):
    carol = planner("carol")
    join_plan(token=share_plan(plan=scenario.plan, sharing="read"), user=carol)
    client = Client()
    client.force_login(carol)
    assert "shared by bob" in client.get("/plans/").content.decode()
