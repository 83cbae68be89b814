"""A file goes in through report and confirmation, and the list comes out as one."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, picture
from .test_accessibility import violations

pytestmark = pytest.mark.browser

FILE = """text,label,domain,notes
Ring the wombats about their renewal,sales,zoos,
Paint the wombat enclosure,neither,zoos,=not a formula
Paint the wombat enclosure green,neither,zoos,
"Cold-call zoos, then visit them",sold,zoos,
Publish a wombat of the month,,zoos,
"""


def serious(site: Site, page: Page) -> dict[str, str]:
    return {k: v for k, v in violations(site, page).items() if "serious" in k or "critical" in k}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wombats.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_upload_report_confirm_and_export(site, curator, file):
    page = curator
    page.goto(f"{site.url}/admin/classifier/example/")
    page.click("text=Import…")
    picture(page, "import-upload")
    assert not serious(site, page)
    page.set_input_files("#id_file", file)
    page.click("text=Report on this file")
    expect(page.locator("h1")).to_have_text("Import of wombats.csv")
    expect(page.locator(".report__count--bad dd")).to_have_text("1")
    expect(page.locator(".report__count--near_duplicate dd")).to_have_text("1")
    expect(page.get_by_text("“sold” is no label")).to_be_visible()
    picture(page, "import-report")
    assert not serious(site, page)
    page.click("button:text-is('Import')")
    expect(page.locator(".errorlist")).to_contain_text("1 of 5 rows cannot be used")
    site.console.clear()  # the browser notes the status 400
    assert not serious(site, page)
    page.check("text=Import the others without the bad rows")
    page.check("text=Leave them out")
    page.check("text=Make rows without a label candidates")
    page.click("button:text-is('Import')")
    expect(page.locator(".messagelist")).to_contain_text("2 added, 0 relabelled, 1 candidates")
    picture(page, "import-done")
    assert not serious(site, page)
    page.goto(f"{site.url}/admin/classifier/exampleimport/")
    expect(page.locator("#result_list")).to_contain_text("wombats.csv")
    picture(page, "import-diary")
    assert not serious(site, page)

    page.goto(f"{site.url}/admin/classifier/example/?q=wombat")
    picture(page, "export-list")
    assert not serious(site, page)
    page.select_option("#export-format", "jsonl")
    with page.expect_download() as download:
        page.click(".transfer button")
    rows = [json.loads(line) for line in download.value.path().read_text().splitlines()]
    assert [(row["text"], row["label"]) for row in rows] == [
        ("Ring the wombats about their renewal", "sales"),
        ("Paint the wombat enclosure", "neither"),
    ]
    assert rows[1]["notes"] == "=not a formula"


def test_ticked_rows_are_exported(site, curator):
    page = curator
    page.goto(f"{site.url}/admin/classifier/example/")
    page.check("#result_list tbody tr:first-child .action-select")
    page.select_option("select[name=action]", "export_ticked")
    page.click("button[name=index]")
    expect(page.get_by_text("Export 1 example as")).to_be_visible()
    picture(page, "export-ticked")
    assert not serious(site, page)
    with page.expect_download() as download:
        page.click("button:text-is('Export')")
    assert len(download.value.path().read_text().splitlines()) == 2


def test_a_refused_file_says_why(site, curator, tmp_path):
    page = curator
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 20)
    page.goto(f"{site.url}/admin/classifier/exampleimport/add/")
    page.set_input_files("#id_file", path)
    page.click("text=Report on this file")
    expect(page.locator(".errorlist")).to_contain_text("The file is a picture (PNG)")
    picture(page, "import-refused")
    site.console.clear()  # the browser notes the status 400
    assert not serious(site, page)
