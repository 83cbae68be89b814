"""The API's page, as somebody reads and tries it."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site, picture

pytestmark = pytest.mark.browser


def test_the_page_shows_every_endpoint_and_tries_one_under_the_strict_policy(
    site: Site, visitor: Page
):
    visitor.goto(f"{site.url}/api/docs")
    expect(visitor.locator(".opblock").first).to_be_visible()
    assert visitor.locator(".opblock").count() >= 27
    picture(visitor, "api-docs")
    visitor.locator("#operations-classify-classify .opblock-summary-control").click()
    visitor.get_by_role("button", name="Try it out").click()
    visitor.get_by_role("button", name="Execute").click()
    expect(visitor.locator(".live-responses-table .response-col_status").last).to_contain_text(
        "200"
    )
    picture(visitor, "api-docs-tried")
