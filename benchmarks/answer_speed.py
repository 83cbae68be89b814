"""Time the answers of the active model: the page, one text and a batch by the API.

Run it with `python -m benchmarks.answer_speed` where `manage.py setup` has run; it prints a
Markdown table. Every request asks about other texts.
"""

import argparse
import os
from collections.abc import Callable, Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
django.setup()

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from classifier.services.load_text import load_sentence
from classifier.services.registry import active_model

from .timing import HEAD, measure

API = "/api/v1/classify"
BATCH = 100

Ask = Callable[[int], HttpResponseBase]


def requests(client: Client) -> dict[str, Ask]:
    """Return what is asked, by what it is; each takes the number of the try."""

    def lines(number: int, count: int) -> list[str]:
        start = (number + 10) * count
        return [load_sentence(start + line) for line in range(count)]

    def page(count: int) -> Ask:
        return lambda number: client.post("/", {"text": "\n".join(lines(number, count))})

    def api(count: int) -> Ask:
        def ask(number: int) -> HttpResponseBase:
            texts = {"texts": lines(number, count)}
            caller = f"10.0.{count}.{number + 2}"  # one caller alone would be throttled
            return client.post(API, texts, content_type="application/json", REMOTE_ADDR=caller)

        return ask

    return {
        "page: empty form": lambda _: client.get("/"),
        "page: one task, explained": page(1),
        f"page: list of {BATCH} tasks": page(BATCH),
        "API: one text": api(1),
        f"API: batch of {BATCH} texts": api(BATCH),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answer_speed", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="tries of each (default: 100)")
    options = parser.parse_args(arguments)
    print(f"{active_model().version}, {connection.vendor}\n\n{HEAD}")
    client = Client(HTTP_HOST="localhost")
    for title, ask in requests(client).items():
        print(measure(title, ask, times=options.times).as_row(), flush=True)


if __name__ == "__main__":
    main()
