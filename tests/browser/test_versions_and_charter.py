"""The pages about versions and the charter, as a curator uses them."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, picture

pytestmark = pytest.mark.browser

TASK = "Haggle over the wombat renewal with the client's procurement"
PAGES = {
    "dashboard": "",
    "version": "classifier/modelversion/1/change/",
    "compare": "classifier/modelversion/compare/?before=1&after=1",
    "card": "classifier/modelversion/1/card/",
    "diary": "classifier/activation/live/",
    "conflicts": "classifier/rule/conflicts/",
}


def ask(page: Page, site: Site) -> str:
    page.goto(site.url)
    page.fill("textarea", TASK)
    page.click("text=Who owns it?")
    return page.locator(".answer").inner_text()


def test_a_rule_decides_at_once_and_leaves_no_trace_when_off(site: Site, curator: Page):
    before = ask(curator, site)
    curator.goto(f"{site.url}/admin/classifier/rule/add/")
    curator.fill("#id_words", "wombat renewals")
    curator.select_option("#id_label", "neither")
    curator.fill("#id_note", "The zoo sees to its own.")
    curator.click("input[name=_save]")

    shown = ask(curator, site)
    assert "Neither team owns this: the company charter says so." in shown
    assert "The zoo sees to its own." in shown
    assert "The model's own view" in shown
    picture(curator, "rule")

    curator.goto(f"{site.url}/admin/classifier/rule/")
    curator.click("text=wombat renewals")
    curator.uncheck("#id_is_active")
    curator.click("input[name=_save]")
    expect(curator.locator(".messagelist")).to_contain_text("was changed successfully")
    assert ask(curator, site) == before


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_screen(site: Site, curator: Page, name: str):
    curator.goto(f"{site.url}/admin/{PAGES[name]}")
    picture(curator, name)
    for width in (390, 1280):
        curator.set_viewport_size({"width": width, "height": 900})
        assert curator.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_card_can_be_taken_away(site: Site, curator: Page):
    curator.goto(f"{site.url}/admin/classifier/modelversion/1/card/")
    with curator.expect_download() as download:
        curator.click("text=Download as Markdown")
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("# Model card: version 1")
    assert "95 % interval" in text
