"""Thirty texts planted in every column and sent through every door: none becomes markup.

Each page of the table of addresses is opened in a real browser. What runs, a violation of the
policy (markup that the policy alone stopped), and markup that came of a payload all count.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.admin import site as admin_site
from django.test import Client
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Dialog, Error, Page

from classifier.templatetags import shares

from ..payloads import ENTITIES, PAYLOADS, payload
from ..test_access_matrix import read_table
from .planting import everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOOK = "window.planted = () => console.error('PLANTED ran')"
MARKUP = """() => [...document.querySelectorAll(
    '[data-planted], iframe, object, [href^="javascript:" i], [href^="data:" i], [srcdoc]'
)].map(one => one.outerHTML.slice(0, 200))"""
IN_PLACES = """<!doctype html><meta charset=utf-8><p>{0}</p><b title="{0}">x</b><b title='{0}'>x</b>
<b title={0}>x</b><title>{0}</title><textarea>{0}</textarea><!-- {0} -->
<script>var a = [{{"x": "{0}"}}]</script>"""


class Watch:
    """A page, and what it did that it should not have."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []
        page.add_init_script(HOOK)
        page.on("console", self._note_error)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("dialog", self._note_dialog)

    def _note_error(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(message.text)

    def _note_dialog(self, dialog: Dialog) -> None:
        self._note("a dialog")
        dialog.dismiss()

    def _note(self, said: str) -> None:
        if "the server responded with a status of" not in said:
            self.seen.append(said[:200])

    def look(self) -> list[str]:
        """Return what happened since the last look, and what markup there is."""
        found = [*self.seen, *self.page.evaluate(MARKUP)]
        self.seen.clear()
        return found

    def open(self, url: str) -> list[str]:
        try:
            self.page.goto(url, wait_until="load")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
        return self.look()


@pytest.fixture
def watch(page: Page) -> Watch:
    return Watch(page)


@pytest.fixture
def things(version, alice) -> dict[str, object]:
    return everything(version, alice)


@pytest.fixture
def at(live_server, watch, alice) -> Iterator[str]:
    """The address of the site, in which alice is logged in."""
    client = Client()
    client.force_login(alice)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    watch.page.context.add_cookies([{**cookie, "value": client.cookies["sessionid"].value}])
    yield live_server.url
    watch.page.goto("about:blank")


def rows_of() -> list[str]:
    """Addresses of the newest rows of each list, whose columns hold payloads."""
    found = []
    for model in admin_site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        ids = model._default_manager.order_by("-pk").values_list("pk", flat=True)[:3]
        for pk in ids:
            found += [reverse(f"{base}_{name}", args=[pk]) for name in ("change", "history")]
    return found


def test_what_is_stored_stays_text(watch, things, at):
    shown = [
        row.path.format_map(things)
        for row in read_table()
        if row.method == "GET" and row.expected["superuser"] != "method"
    ]
    wrong, texts = {}, {}
    for path in dict.fromkeys([*shown, *rows_of()]):
        if found := watch.open(at + path):
            wrong[path] = found[:3]
        texts[path] = watch.page.inner_text("html")
    assert not wrong
    pages = [path for path, text in texts.items() if "planted()" in text]
    assert len(pages) >= 60, "the payloads did not reach the pages"
    everywhere = " ".join(texts.values())
    assert not [text for text in PAYLOADS if text.split("\x01")[0] not in everywhere]
    assert "Something broke" not in everywhere


ASKED = (
    "/?q={}", "/{}", "/admin/{}/", "/admin/login/?next={}", "/plans/shared/{}/",
    "/plans/{plan}/{scenario}/tasks/?words={}", "/plans/{plan}/{scenario}/tasks/?role={}&person={}",
    "/plans/{plan}/{scenario}/versions/?version={}", "/plans/{plan}/compare/?a={}&b={}",
    "/plans/columns/{draft}/?sheet={}", "/admin/classifier/candidate/queue/?kind={}",
    "/admin/classifier/modelversion/compare/?before={}&after={}",
    "/admin/classifier/activation/live/?day={}&moment={}&at={}",
    "/admin/classifier/labelchange/revert/?user={}&since={}&until={}",
    "/api/v1/examples?label={}&cursor={}", "/api/v1/{}", "/api/docs?url={}#/{}",
)  # fmt: skip
"""Addresses with a place for a payload."""


def lists() -> Iterator[str]:
    for model in admin_site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield from (f"{url}?{name}={{}}" for name in ("q", "e", "o", "label__exact", "domain"))


def test_what_an_address_holds_stays_text(watch, things, at):
    wrong = {}
    for path, texts in product([*ASKED, *lists()], batched(PAYLOADS, 10)):
        filled = path.replace("{}", quote(" ".join(texts), safe="")).format_map(things)
        if found := watch.open(at + filled):
            wrong[filled] = found[:3]
    assert not wrong


def batched(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    """Return as many together as an address can well be long."""
    return [texts[first : first + size] for first in range(0, len(texts), size)]


def send(page: Page, url: str, button: str, **fields: str) -> None:
    page.goto(url)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.click(button)


def test_what_is_pasted_stays_text(watch, things, at):
    page = watch.page
    wrong: list[Any] = []
    for text in (
        *PAYLOADS,
        "\n".join(PAYLOADS),
        f"Duties\n- {payload(2)}\nBenefits\n- x{payload(3)}",
    ):
        page.goto(at)
        page.fill("textarea", f"planted {text}")
        page.click("text=Who owns it?")
        page.wait_for_selector("#answer-title, .answers, .errorlist")
        wrong += watch.look()
    for path, button, fields in FORMS:
        for number in range(len(PAYLOADS)):
            texts = {name: payload(number + n) for n, name in enumerate(fields)}
            send(page, at + path.format_map(things), button, **texts)
            wrong += watch.look()
    assert not wrong


FORMS = (
    ("/plans/new/", "main button", ("title", "cells")),
    ("/plans/{plan}/settings/", "main form button", ("title",)),
    ("/admin/classifier/erasure/erase/", "#content button", ("text",)),
    ("/admin/classifier/example/add/", "[name=_save]", ("text", "domain", "source", "notes")),
    ("/admin/classifier/rule/add/", "[name=_save]", ("words", "note")),
    ("/admin/classifier/apitoken/add/", "[name=_save]", ("name", "expires_at_0")),
    ("/admin/auth/user/add/", "[name=_save]", ("username",)),
)  # fmt: skip
"""Forms that are shown again with what is wrong, or lead to what was saved."""


def test_names_of_files_stay_text(watch, things, at):
    page, wrong = watch.page, []
    doors = (
        ("/batches/", "input[type=file]", "main form button"),
        ("/plans/new/", "#id_file", "main button"),
        ("/admin/classifier/exampleimport/add/", "#id_file", "#content button"),
    )
    for path, field, button in doors:
        for number, text in enumerate(PAYLOADS):
            content = b"\x89PNG\r\n" if number % 2 else f"text,{payload(number)}\n1,2,3\n".encode()
            page.goto(at + path)
            file = {"name": f"{text}.csv", "mimeType": "text/csv", "buffer": content}
            page.set_input_files(field, file)
            page.click(button)
            wrong += watch.look()
    assert not wrong


def test_control_a_page_that_forgets_is_seen(watch, version, live_server, monkeypatch):
    monkeypatch.setattr(shares, "_marked", lambda piece: piece.text)
    send(watch.page, live_server.url, "text=Who owns it?", text=f"Call {payload(2)}")
    watch.page.wait_for_selector("#answer-title")
    assert watch.look()


def show_unescaped(watch: Watch, at: str, text: str, *, policy: str = "") -> list[str]:
    headers = {"Content-Security-Policy": policy} if policy else {}
    answer = {"body": IN_PLACES.format(text), "headers": headers, "content_type": "text/html"}
    watch.page.route("**/control", lambda route: route.fulfill(**answer))
    found = watch.open(f"{at}/control")
    watch.page.unroute("**/control")
    return found


def test_control_each_payload_would_be_seen(watch, live_server, client, version):
    policy = client.get("/").headers["Content-Security-Policy"]
    unseen = [
        text
        for text in PAYLOADS
        if text not in ENTITIES and not show_unescaped(watch, live_server.url, text, policy=policy)
    ]
    assert not unseen


def test_control_without_the_policy_they_run(watch, live_server):
    ran = [
        text
        for text in PAYLOADS
        if any("PLANTED" in one for one in show_unescaped(watch, live_server.url, text))
    ]
    assert len(ran) >= 12  # the others wait to be clicked or pointed at
