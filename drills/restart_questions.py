"""What is asked of a site while its database comes and goes."""

import random
from collections.abc import Mapping
from typing import Final

import httpx

from classifier.core.splitting import find_tasks, split_lines

from .sentences import read_texts
from .served_api import Served
from .staff_browser import StaffBrowser, superuser
from .steady_load import Ask

CLASSIFY: Final = (
    "POST api/v1/classify with a token",
    "POST api/v1/classify",
    "GET /",
    "POST /",
    "POST / with a session",
)
NEEDS_DATABASE: Final = ("GET api/v1/examples", "GET admin/ with a session")
SHARES: Final = (*CLASSIFY, *NEEDS_DATABASE, *CLASSIFY[:2], CLASSIFY[3])
"""Ten requests in turn."""

_CLOSE = {"Connection": "close"}
"""A kept connection could be closed by the server in the very moment it is used again."""


def questions(site: Served) -> Mapping[str, Ask]:
    """Return how each kind of request is sent; the page was opened once, and somebody logged in."""
    api = httpx.Client(base_url=f"{site.url}/api/v1/", headers=_CLOSE, timeout=60)
    bearer = {"Authorization": f"Bearer {site.token}"}
    visitor, staff = StaffBrowser(site.url), superuser(site.url)
    visitor.get("/")
    staff.get("/")
    # Each is one answer, on the page too, where others are lists: the answers are counted.
    texts = [one for one in read_texts() if len(find_tasks(split_lines(one))) == 1]
    chance = random.Random(0)  # noqa: S311

    def text() -> dict[str, str]:
        return {"text": chance.choice(texts)}

    asks = (
        lambda: api.post("classify", json=text(), headers=bearer),
        lambda: api.post("classify", json=text()),
        lambda: visitor.get("/", headers=_CLOSE),
        lambda: visitor.post("/", text(), headers=_CLOSE),
        lambda: staff.post("/", text(), headers=_CLOSE),
        lambda: api.get("examples?limit=5", headers=bearer),
        lambda: staff.get("/admin/classifier/example/", headers=_CLOSE),
    )
    return dict(zip((*CLASSIFY, *NEEDS_DATABASE), asks, strict=True))
