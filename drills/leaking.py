"""The site, keeping each request it was sent: the control of a drill that looks for such things."""

from collections.abc import Callable, Iterable
from typing import Any

from mvsite.wsgi import application as site

_kept: list[dict[str, Any]] = []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the site does, and forget nothing."""
    _kept.append(dict(environ))
    answer: Iterable[bytes] = site(environ, start_response)
    return answer
