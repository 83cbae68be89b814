"""A worker killed in the middle of a training leaves no trace but a failed run."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_killed_worker_costs_nothing_but_the_run(site, curator):
    curator.goto(f"{site.url}/admin/classifier/example/add/")
    curator.fill("#id_text", "Ring up buyers whose gift card runs out this week")
    curator.select_option("#id_label", "sales")
    curator.click("input[name=_save]")
    curator.goto(f"{site.url}/admin/")
    live = curator.locator(".overview__figure").inner_text()
    curator.get_by_role("button", name="Retrain").click()
    expect(curator.locator("progress[value]")).to_be_visible(timeout=60_000)

    site.kill_worker()
    killed = time.monotonic()
    expect(curator.locator(".run__state--failed")).to_be_visible(timeout=60_000)
    assert time.monotonic() - killed < 60
    expect(curator.locator(".errornote")).to_contain_text("worker was lost")

    curator.goto(f"{site.url}/admin/")
    assert curator.locator(".overview__figure").inner_text() == live
    site.start_worker()
    curator.get_by_role("button", name="Retrain").click()
    expect(curator.get_by_role("button", name="Activate version")).to_be_visible(timeout=420_000)
