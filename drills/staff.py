"""A member of staff at a served site: logs in with a password and presses buttons."""

import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from .served_api import Served

NAME, PASSWORD = "drill", "a password for the drill"
_SET = f"""
from django.contrib.auth.models import User
user = User.objects.get(username="{NAME}")
user.set_password("{PASSWORD}")
user.save()
"""


class Staff:
    """A browser without a screen."""

    def __init__(self, site: Served) -> None:
        """Open the page of logins."""
        self._site, self._cookies = site, CookieJar()
        handler = urllib.request.HTTPCookieProcessor(self._cookies)
        self._opener = urllib.request.build_opener(handler)
        self.get("/admin/login/")

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the page."""
        return self._open(urllib.request.Request(f"{self._site.url}{path}"))

    def press(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form with the token against forgery; return the status and the page after it."""
        token = next((one.value for one in self._cookies if one.name == "csrftoken"), "") or ""
        form = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._open(urllib.request.Request(f"{self._site.url}{path}", form))

    def log_in(self, name: str = NAME, password: str = PASSWORD) -> tuple[int, str]:
        """Try to log in; return the status and the page."""
        return self.press("/admin/login/", username=name, password=password, next="/healthz")

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def superuser(site: Served) -> Staff:
    """Return the site's superuser, logged in."""
    site.manage("shell", "--verbosity=0", "-c", _SET)
    staff = Staff(site)
    status, page = staff.log_in()
    if status != 200 or "ok" not in page:
        raise RuntimeError(f"the login was answered with {status}")
    return staff
