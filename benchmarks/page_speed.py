"""Compare page and API with a view that does nothing but render a template of their size.

Run it with `python -m benchmarks.page_speed` where `manage.py setup` has run; it prints a Markdown
table. Both go through the same middleware, in turns. Every request asks about another task.
"""

import argparse
import os
import re
from collections.abc import Callable, Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
django.setup()

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Template
from django.test import Client, override_settings
from django.urls import include, path

from classifier.services.load_text import load_sentence
from classifier.services.registry import active_model

from .answer_speed import requests
from .timing import HEAD, Timing, measure

_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
_BRACES = re.compile(r"[{}]")

EMPTY: dict[str, Template] = {}
"""By title of the page: its own bytes as a template, with a form's token to fill in."""


@login_not_required
def empty_view(request: HttpRequest, title: str) -> HttpResponse:
    """Render what the page of this title once looked like."""
    template = EMPTY[title]
    return HttpResponse(template.render(Context({"csrf_token": "x" * 64})))


urlpatterns = [path("empty/<str:title>", empty_view), path("", include("mvsite.urls"))]


def compare(client: Client, *, times: int, turns: int) -> list[tuple[Timing, Timing]]:
    """Return the timings of each page and of its empty view, those of the best of some turns."""
    found = []
    for title, ask in requests(client).items():
        EMPTY[title] = _as_template(ask(0))

        def empty(number: int, title: str = title) -> HttpResponseBase:
            data = {"text": load_sentence(number + 10)}
            return client.post(f"/empty/{title}", data)

        tries = [
            (
                measure(title, ask, times=times),
                measure(f"{title}: empty view", empty, times=times),
            )
            for _ in range(turns)
        ]
        found.append((min(tries, key=_p50(0))[0], min(tries, key=_p50(1))[1]))
    return found


def _p50(place: int) -> Callable[[tuple[Timing, Timing]], float]:
    return lambda pair: pair[place].p50


def _as_template(response: HttpResponseBase) -> Template:
    content = _TOKEN.sub(rb"\1TOKEN", getattr(response, "content", b""))
    return Template(_BRACES.sub("", content.decode()).replace("TOKEN", "{{ csrf_token }}"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_speed")
    parser.add_argument("--times", type=int, default=100, help="tries of each in a turn (100)")
    parser.add_argument("--turns", type=int, default=3, help="turns, of which the best counts (3)")
    options = parser.parse_args(arguments)
    print(f"{active_model().version}\n\n{HEAD}")
    with override_settings(ROOT_URLCONF=__name__):
        client = Client(HTTP_HOST="localhost")
        pairs = compare(client, times=options.times, turns=options.turns)
    for pair in pairs:
        print("\n".join(timing.as_row() for timing in pair))
    print("\n| page | times the empty view's CPU | more, ms |\n|---|--:|--:|")
    for page, empty in pairs:
        ratio = page.cpu / empty.cpu
        print(f"| {page.title} | {ratio:.1f} | {page.cpu - empty.cpu:.1f} |")


if __name__ == "__main__":
    main()
