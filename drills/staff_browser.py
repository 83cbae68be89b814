"""A member of staff at the site's pages: logged in, with cookies and CSRF tokens."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from .served_api import PASSWORD

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LOGIN = "/admin/login/"


class StaffBrowser:
    """Asks for pages and sends their forms; it keeps cookies and follows redirects."""

    def __init__(self, url: str, *, seconds: float = 60) -> None:
        """Open nothing yet; wait so many seconds for a page."""
        self._client = httpx.Client(
            base_url=url,
            follow_redirects=True,
            timeout=seconds,
            limits=httpx.Limits(keepalive_expiry=1),  # sooner than the server hangs up
        )
        self._token = ""

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def log_in(self, name: str, password: str, **more: Any) -> httpx.Response:
        """Send the form of a login and return the page that comes of it."""
        if not self._token:
            self.get(LOGIN)
        form = {"username": name, "password": password, "next": "/admin/"}
        return self.post(LOGIN, form, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Return a page."""
        return self._keep(self._client.get(path, **more))

    def post(self, path: str, form: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        """Send a form with the CSRF token of the last page that had one."""
        data = {"csrfmiddlewaretoken": self._token, **(form or {})}
        return self._keep(self._client.post(path, data=data, **more))

    def is_in(self) -> bool:
        """Return whether the site still knows this session."""
        return self.get("/admin/").url.path == "/admin/"

    def take_session_of(self, other: "StaffBrowser") -> None:
        """Become another copy of a session, as with a stolen cookie."""
        self._client.cookies = other._client.cookies

    def _keep(self, page: httpx.Response) -> httpx.Response:
        if page.headers.get("Content-Type", "").startswith("text/html"):
            found = _TOKEN.search(page.text)
            self._token = found[1] if found else self._token
        return page


def superuser(url: str) -> StaffBrowser:
    """Return the site's superuser (see `served_api.install`), logged in."""
    browser = StaffBrowser(url)
    page = browser.log_in("drill", PASSWORD)
    if page.url.path != "/admin/":
        raise RuntimeError(f"The login failed: {page.status_code} {page.url}")
    return browser
