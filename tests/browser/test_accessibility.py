"""Axe finds nothing on the pages, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import Site

pytestmark = pytest.mark.browser

ADMIN = (
    "",
    "classifier/example/",
    "classifier/example/add/",
    "classifier/example/1/change/",
    "classifier/feedback/",
    "classifier/modelversion/",
    "classifier/modelversion/1/change/",
    "classifier/modelversion/compare/?before=1&after=1",
    "classifier/modelversion/1/card/",
    "classifier/modelversion/1/changes/",
    "classifier/activation/",
    "classifier/activation/live/",
    "classifier/erasure/",
    "classifier/erasure/erase/",
    "classifier/rule/",
    "classifier/rule/add/",
    "classifier/rule/conflicts/",
    "classifier/trainingrun/",
    "classifier/trainingrun/1/progress/",
    "auth/user/",
    "auth/user/1/change/",
    "auth/group/1/change/",
)


def violations(site: Site, page: Page) -> dict[str, str]:
    found = {}
    assert not site.console
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for one in Axe().run(page).response["violations"]:
            found[f"{width} {one['impact']} {one['id']}"] = one["nodes"][0]["html"][:200]
    site.console.clear()  # axe loads the style sheets again, from wrong addresses
    return found


@pytest.mark.parametrize("text", ["", "Call lapsed clients", "Call lapsed clients\nWrite ads"])
def test_public_pages(site, visitor, text):
    if text:
        visitor.fill("textarea", text)
        visitor.click("text=Who owns it?")
        visitor.wait_for_selector(".answer, .answers")
    assert not violations(site, visitor)


@pytest.mark.parametrize("path", ADMIN)
def test_admin_pages(site, curator, path):
    curator.goto(f"{site.url}/admin/{path}")
    serious = {
        k: v for k, v in violations(site, curator).items() if "serious" in k or "critical" in k
    }
    assert not serious
