"""What another site makes a logged-in superuser's browser send is refused everywhere."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path as address
from django.views.decorators.csrf import csrf_exempt

from classifier.models import Example

from .forgery import all_tables, changed, paths, things_of

METHODS = ("POST", "PUT", "PATCH", "DELETE")
FOREIGN = "http://elsewhere.test"
TOKEN, OTHER = "a" * 32, "b" * 32
FIELDS = {"csrfmiddlewaretoken": TOKEN, "text": "Call", "label": "sales", "post": "yes"}

WAYS = {
    "no token": {},
    "a made-up token": {"X-CSRFToken": OTHER},
    "from a foreign origin": {"X-CSRFToken": TOKEN, "Origin": FOREIGN},
    "from a hidden origin": {"X-CSRFToken": TOKEN, "Origin": "null"},
    "of a neighbouring name": {"X-CSRFToken": TOKEN, "Origin": "http://testserver.elsewhere.test"},
    "over HTTPS from a foreign page": {"X-CSRFToken": TOKEN, "Referer": f"{FOREIGN}/https://testserver/"},
    "over HTTPS from a page in the clear": {"X-CSRFToken": TOKEN, "Referer": "http://testserver/"},
    "over HTTPS from nowhere": {"X-CSRFToken": TOKEN},
}  # fmt: skip

OPEN = {"/api/v1/classify", "/api/v1/explain"}
"""Whoever asks is answered, logged in or not; nothing is stored."""


@pytest.fixture
def things(version, alice) -> dict[str, object]:
    return things_of(alice)


@pytest.fixture
def browser(alice) -> Client:
    """Hers: logged in, and with the site's cookie for forms."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(alice)
    client.get("/admin/password_change/")
    client.cookies["csrftoken"] = TOKEN
    return client


def send(client: Client, path: str, method: str = "POST", way: str = "") -> Any:
    """Send what a form of another site would, in one of `WAYS`; without one, as our own does."""
    secure = "HTTPS" in way
    headers = WAYS[way] if way else {"X-CSRFToken": TOKEN, "Origin": "http://testserver"}
    fields = {} if way == "no token" else {**FIELDS, "csrfmiddlewaretoken": ""}
    if method == "POST":
        return client.post(path, fields, headers=headers, secure=secure)
    return client.generic(method, path, "x=1", headers=headers, secure=secure)


def is_refused(response: Any) -> bool:
    """Whether this very check refused it, and not the lack of a right."""
    return response.status_code == 403 and b"did not come from this site" in response.content


@pytest.mark.parametrize("way", WAYS)
def test_no_page_takes_it(browser, things, way):
    before = all_tables()
    taken = [
        f"{method} {path}"
        for path in paths(things, "POST")
        for method in METHODS
        if not path.startswith("/api/") and not is_refused(send(browser, path, method, way))
    ]
    assert not taken
    assert not changed(before, all_tables())


def test_a_session_opens_nothing_in_the_api(browser, things):
    before, opened = all_tables(), set()
    for path in paths(things, "POST"):
        for method in METHODS:
            if path.startswith("/api/"):
                body = {"data": '{"text": "Call"}', "content_type": "application/json"}
                token = {"X-CSRFToken": TOKEN}
                response = browser.generic(method, path, **body, headers=token)
                opened |= {path} if response.status_code < 400 else set()
    assert opened == OPEN
    assert not changed(before, all_tables())


def test_a_form_of_another_site_cannot_be_json(browser, version):
    """Browsers let other sites send these kinds without asking us first."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        for path in OPEN:
            assert browser.generic("POST", path, '{"text": "Call"}', kind).status_code == 415


def test_the_cookies_stay_at_home(alice):
    words = {"username": "alice", "password": "alice's long password"}
    cookies = Client().post("/admin/login/", words).cookies
    assert {cookies[name]["samesite"] for name in ("sessionid", "csrftoken")} == {"Lax"}
    assert cookies["sessionid"]["httponly"]


def test_control_our_own_forms_are_taken(browser, things):
    refused = [path for path in paths(things, "POST") if is_refused(send(browser, path))]
    assert not refused


@csrf_exempt
def careless(request: HttpRequest) -> HttpResponse:
    Example.objects.update(notes="forged")
    return HttpResponse()


urlpatterns = [address("careless/", careless)]


def test_control_a_view_that_does_not_check_is_seen(browser, things, settings):
    settings.ROOT_URLCONF = __name__
    before = all_tables()
    assert not is_refused(send(browser, "/careless/", way="no token"))
    assert changed(before, all_tables()) == {"classifier_example"}
