"""A whole plan in a real browser: sample in, decisions by key, workbook out and in again."""

import csv
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from ..corpus import FIXTURES
from .conftest import Site, picture
from .test_accessibility import violations

pytestmark = pytest.mark.browser

VIEWS = ("", "tasks/", "moves/", "roles/", "people/", "hand-overs/", "disputes/", "history/",
         "versions/?version=1", "take-out/", "print/")  # fmt: skip


def make(site: Site, page: Page, name: str = "sample_plan.csv", content: bytes = b"") -> str:
    """Upload a sheet and return the address of its summary."""
    page.goto(f"{site.url}/plans/new/")
    raw = content or (FIXTURES / name).read_bytes()
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": raw})
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url(re.compile(r"/plans/\d+/(1|owners)/$"))
    if page.url.endswith("/owners/"):
        page.get_by_role("button", name="That is right").click()
        page.wait_for_url(re.compile(r"/plans/\d+/1/$"))
    return page.url


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return started.value.path().read_bytes()


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def totals_on_page(page: Page) -> list[list[Decimal]]:
    """Tasks and hours, each today, proposed and change, for each team and all together."""
    lines = page.locator(".totals tbody tr, .totals tfoot tr")
    return [
        [number(cell) for cell in line.locator("td").all_inner_texts()[:6]] for line in lines.all()
    ]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def decide_by_keyboard(page: Page, rows: int) -> None:
    """Accept most rows, park each fourth, override the last with a reason, by keys alone."""
    page.keyboard.press("j")
    for row in range(1, rows):
        page.keyboard.press("p" if row % 4 == 0 else "a")
    expect(page.locator("#decided strong")).to_have_text(str(rows - 1))
    expect(page.locator("tr[data-row]:focus")).to_have_count(1)
    page.keyboard.press("o")
    page.keyboard.type("marketing")
    page.keyboard.press("Tab")
    page.keyboard.type("the brand team asked for it")
    page.keyboard.press("Enter")
    expect(page.locator("#decided strong")).to_have_text(str(rows))


def test_a_plan_from_upload_to_meeting_and_back(site: Site, curator: Page):
    page = curator
    summary = make(site, page)
    picture(page, "plan-summary")
    page.goto(f"{summary}tasks/")
    decide_by_keyboard(page, 20)
    picture(page, "plan-tasks")
    overridden = page.locator("tr", has_text="the brand team asked for it")
    expect(overridden).to_have_count(1)
    page.reload()
    expect(overridden.locator(".verdict")).to_contain_text("overridden")

    # A copy with one more change, beside the first.
    page.get_by_role("link", name="Scenarios").click()
    page.get_by_text("Copy or rename").click()
    page.get_by_label("Name").fill("Bolder")
    page.get_by_role("button", name="Copy under this name").click()
    page.get_by_role("navigation", name="Scenarios").get_by_role("link", name="Bolder").click()
    page.goto(f"{summary.removesuffix('1/')}2/tasks/")
    page.locator("details.bulk summary").click()
    page.get_by_role("button", name="Park all").click()
    expect(page.get_by_role("status")).to_contain_text("Park: 98 rows")
    page.get_by_role("link", name="Scenarios").click()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h2", has_text="rows differ")).to_be_visible()
    picture(page, "plan-compare")

    # Page, workbook and CSV agree; the workbook comes back as the same plan.
    page.goto(summary)
    shown = totals_on_page(page)
    assert shown[-1][3] == shown[-1][4] == Decimal(581)
    page.get_by_role("link", name="Take out").click()
    book, sheet = download(page, "Workbook"), download(page, "All rows")
    lines = list(openpyxl.load_workbook(io.BytesIO(book))["summary"].values)[1:5]
    assert [[Decimal(str(cell)) for cell in line[1:7]] for line in lines] == shown
    rows = rows_of(sheet)
    for line, team in zip(shown, ("marketing", "sales", "another"), strict=False):
        mine = [Decimal(row["hours"]) for row in rows if row["proposed owner"] == team]
        assert [Decimal(len(mine)), sum(mine, Decimal(0))] == [line[1], line[4]]
    again = make(site, page, "plan.xlsx", book)
    assert totals_on_page(page) == shown
    page.goto(f"{again}take-out/")
    assert download(page, "All rows") == sheet


def test_the_count_keeps_up_with_who_decides_faster_than_it_is_asked_for(site: Site, curator: Page):
    page = curator
    page.goto(f"{make(site, page)}tasks/")
    late: list[tuple[Route, APIResponse]] = []

    def hold_first(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route(re.compile(r"/decided/"), hold_first)
    page.keyboard.press("j")
    page.keyboard.press("a")
    for _ in range(600):
        if late:  # it has counted one row
            break
        page.wait_for_timeout(50)
    page.keyboard.press("a")
    expect(page.locator("tr[data-row] .verdict", has_text="accepted")).to_have_count(2)
    [(route, answer)] = late
    route.fulfill(response=answer)
    expect(page.locator("#decided strong")).to_have_text("2")


def test_a_large_sheet_shows_its_progress_then_its_plan(site: Site, curator: Page):
    head, *lines = (FIXTURES / "sample_plan.csv").read_text().splitlines()
    many = [f"{line}{n}" for n in range(40) for line in lines]
    content = "\n".join([head, *many]).encode()
    curator.goto(f"{site.url}/plans/new/")
    curator.set_input_files(
        "#id_file", {"name": "large.csv", "mimeType": "text/csv", "buffer": content}
    )
    curator.get_by_role("button", name="Make the plan").click()
    expect(curator.locator("progress")).to_be_visible()
    curator.wait_for_url(re.compile("/owners/$"))
    curator.get_by_role("button", name="That is right").click()
    expect(curator.locator(".cards")).to_contain_text("4,720")


def test_two_people_on_one_row_lose_nothing(site: Site, curator: Page):
    summary = make(site, curator)
    other = curator.context.new_page()
    for page in (curator, other):
        page.goto(f"{summary}tasks/")
    for page in (curator, other):
        page.locator("tr[data-row]").first.get_by_role("button", name="Accept").click()
    expect(curator.locator("tr[data-row]").first).to_contain_text("accepted")
    expect(other.locator("tr[data-row]").first.get_by_role("alert")).to_contain_text("look again")
    other.close()
    assert all("409" in line for line in site.console)
    site.console.clear()


def test_why_opens_beside_the_row(site: Site, curator: Page):
    curator.goto(f"{make(site, curator)}tasks/")
    curator.keyboard.press("j")
    curator.keyboard.press("w")
    expect(curator.locator("tr[data-row]").first.locator(".near li")).to_have_count(3)


def test_every_view_is_accessible_and_stays_in_its_width(site: Site, curator: Page):
    summary = make(site, curator)
    plan = re.sub(r"1/$", "", summary)
    more = (f"{plan}settings/", f"{plan}scenarios/", f"{plan}owners/", f"{site.url}/plans/",
            f"{site.url}/plans/new/")  # fmt: skip
    found: dict[str, str] = {}
    for address in (*(summary + view for view in VIEWS), *more):
        curator.goto(address)
        found |= {f"{address} {rule}": html for rule, html in violations(site, curator).items()}
        wide = curator.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        if wide:
            found[f"{address} is wider than a phone"] = ""
    assert not found


def test_the_printed_plan_fits_one_page(site: Site, curator: Page):
    summary = make(site, curator)
    curator.goto(f"{summary}print/")
    pdf = curator.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
