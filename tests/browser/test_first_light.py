"""Correct a label, retrain, see the answer change, roll back: in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from ..corpus import FIXTURES
from .conftest import Site, picture

pytestmark = pytest.mark.browser

TASK = "Negotiate the renewal price with the client's procurement"


def ask(page: Page, site: Site, text: str) -> str:
    """Type a text into the front page and return the headline of the answer."""
    page.goto(site.url)
    page.fill("textarea", text)
    page.click("text=Who owns it?")
    return page.locator("#answer-title").inner_text()


def test_a_visitor_sees_owner_words_neighbours_and_version(site, visitor):
    assert "Sales owns this" in ask(visitor, site, TASK)
    expect(visitor.locator(".word--sales").first).to_be_visible()
    expect(visitor.locator(".neighbours li")).to_have_count(3)
    expect(visitor.locator("footer")).to_contain_text("version 1")
    picture(visitor, "answer")


def test_a_list_gives_a_row_each_and_why_opens_one(site, visitor):
    visitor.fill("textarea", f"- {TASK}\n- Draft the press release\n• Mop the floor")
    visitor.click("text=Who owns it?")
    expect(visitor.locator("tbody tr")).to_have_count(3)
    picture(visitor, "list")
    visitor.locator("tbody tr", has_text="press release").get_by_role("button").click()
    expect(visitor.locator("#answer-title")).to_contain_text("Marketing owns this")


def test_every_term_of_the_article_gets_its_side(site, visitor):
    rows = json.loads((FIXTURES / "vocabulary.json").read_text(encoding="utf-8"))
    sides: dict[str, set[str]] = {}
    for row in rows:
        sides.setdefault(row["text"], set()).add(row["label"])
    visitor.fill("textarea", "\n".join(sides))
    visitor.click("text=Who owns it?")
    visitor.wait_for_selector("tbody tr")
    owners = visitor.locator("tbody td[data-name=Owner]").all_inner_texts()
    wrong = {
        term: owner
        for (term, labels), owner in zip(sides.items(), owners, strict=True)
        if owner.strip() not in (labels if len(labels) == 1 else {"shared", "unsure"})
    }
    assert not wrong


def test_feedback_goes_to_review_without_leaving_the_page(site, curator):
    ask(curator, site, "Polish the trade-show stand's brochures until they shine")
    curator.get_by_label("Neither").check()
    curator.click("text=Send to review")
    expect(curator.get_by_role("status")).to_contain_text("Thank you")
    curator.goto(f"{site.url}/admin/classifier/feedback/?state__exact=waiting")
    expect(curator.locator("#result_list")).to_contain_text("brochures until they shine")


def test_correct_retrain_activate_roll_back(site: Site, curator: Page):
    text = "Phone club members who skipped the last shipment"
    before = ask(curator, site, text)
    assert "Sales owns this" in before

    # Find the example and correct its label in the list.
    curator.goto(f"{site.url}/admin/classifier/example/")
    curator.fill("#searchbar", "club members who skipped")
    curator.click("input[value=Search]")
    expect(curator.locator("#result_list tbody tr")).to_have_count(1)
    curator.select_option("select[name=form-0-label]", "marketing")
    picture(curator, "examples")
    curator.click("input[name=_save]")
    expect(curator.locator(".messagelist")).to_contain_text("changed")
    assert ask(curator, site, text) == before, "the answer changed before a new version is live"

    # Retrain with progress in sight.
    curator.goto(f"{site.url}/admin/")
    picture(curator, "admin")
    curator.get_by_role("button", name="Retrain").click()
    expect(curator.locator("progress")).to_be_visible(timeout=30_000)
    expect(curator.locator(".run label")).to_contain_text(
        re.compile(r"left-out domains: [1-9]\d* of \d+"), timeout=120_000
    )
    picture(curator, "progress")
    activate = curator.get_by_role("button", name="Activate version 2")
    expect(activate).to_be_visible(timeout=420_000)
    picture(curator, "trained")
    assert ask(curator, site, text) == before

    # Activate: the public answer changes. Roll back: it changes back.
    curator.goto(f"{site.url}/admin/classifier/modelversion/2/change/")
    curator.fill("#activate-reason", "a newsletter, not a call")
    activate.click()
    expect(curator.locator(".messagelist")).to_contain_text("Version 2 is active")
    assert "Marketing owns this" in ask(curator, site, text)
    curator.goto(f"{site.url}/admin/classifier/modelversion/")
    picture(curator, "versions")
    curator.get_by_role("button", name="Roll back").click()
    expect(curator.locator(".messagelist")).to_contain_text("version 1 is active again")
    assert ask(curator, site, text) == before
