"""A file is uploaded, watched while it is scored, and fetched."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import picture
from .test_accessibility import violations

pytestmark = pytest.mark.browser

ROWS = 40_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "spring tasks.csv"
    lines = (f"{n},Call the {n} clients of region {n % 7} about prices\n" for n in range(ROWS))
    path.write_text(f"id,text\n{''.join(lines)}")
    return path


def test_upload_progress_and_download(site, curator, file):
    page = curator
    page.goto(site.url)
    page.get_by_role("link", name="Batches").click()
    expect(page.locator("h1")).to_have_text("Batches")
    picture(page, "batches-empty")
    assert not violations(site, page)
    page.get_by_label("A file of tasks").set_input_files(file)
    page.get_by_role("button", name="Score this file").click()
    expect(page.locator("h1")).to_have_text("spring tasks.csv")
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator("#batch")).to_contain_text("rows scored by version 1", timeout=60_000)
    picture(page, "batches-running")
    expect(page.get_by_role("heading", name="Done")).to_be_visible(timeout=120_000)
    expect(page.locator("progress")).to_have_count(0)
    expect(page.locator(".answers tbody tr")).to_have_count(20)
    shares = page.locator(".decisions .bar__figure").all_inner_texts()
    assert sum(int(share.split(" %")[0]) for share in shares) == 100
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "spring tasks scored.csv"
    with Path(download.value.path()).open(newline="", encoding="utf-8") as result:
        rows = list(csv.DictReader(result))
    assert [row["id"] for row in rows] == [str(number) for number in range(ROWS)]
    page.wait_for_timeout(1_500)  # long enough for a page that still asked every second
    assert [url for url in asked if not url.endswith("result.csv")] == []
    picture(page, "batches-done")
    assert not violations(site, page)
    page.goto(f"{site.url}/batches/")
    picture(page, "batches-list")
    assert not violations(site, page)


def test_a_refused_file_says_why(site, curator, tmp_path):
    page = curator
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 20)
    page.goto(f"{site.url}/batches/")
    page.get_by_label("A file of tasks").set_input_files(path)
    page.get_by_role("button", name="Score this file").click()
    expect(page.get_by_role("alert")).to_contain_text("The file is a picture (PNG)")
    site.console.clear()  # the browser notes the status 415
    picture(page, "batches-refused")
    assert not violations(site, page)


def test_a_batch_is_cancelled(site, curator, file):
    page = curator
    site.kill_worker()
    try:
        page.goto(f"{site.url}/batches/")
        page.get_by_label("A file of tasks").set_input_files(file)
        page.get_by_role("button", name="Score this file").click()
        expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
        picture(page, "batches-waiting")
        assert not violations(site, page)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()
        picture(page, "batches-cancelled")
        assert not violations(site, page)
        page.get_by_role("button", name="Delete this batch").click()
        expect(page.get_by_role("status")).to_contain_text("were deleted")
    finally:
        site.start_worker()
