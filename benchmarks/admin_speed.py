"""Time the admin's lists on the database that the settings name.

Fill it first: `manage.py seed_load --examples 1000000 --yes`. Then `python -m
benchmarks.admin_speed`; it prints a Markdown table. With `--limit MS` it fails if a page is
slower than that in one of twenty tries.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
django.setup()

from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from classifier.models import Example, Facet
from classifier.services.load_text import load_sentence

from .timing import HEAD, Timing, measure

LIST = "/admin/classifier/example/"


def pages() -> dict[str, str]:
    """Return the addresses to time, by what they are."""
    facet = Facet.objects.last()
    rare = load_sentence(123_456).split(" of ")[1].split()[0]
    return {
        "front page": "/admin/",
        "list": LIST,
        "page 5,000": f"{LIST}?p=5000",
        "page 15,000": f"{LIST}?p=15000",
        "filter: label": f"{LIST}?label__exact=sales",
        "filter: label, page 200": f"{LIST}?label__exact=sales&p=200",
        "filter: common domain": f"{LIST}?domain=domain+000",
        "filter: rare domain": f"{LIST}?domain=domain+399",
        "filter: source": f"{LIST}?source=load%3Afile+03",
        "filter: facet": f"{LIST}?facets__id__exact={facet.pk if facet else 0}",
        "filter: test rows": f"{LIST}?is_test__exact=1",
        "filter: the model disagrees": f"{LIST}?model=disagrees",
        "filter: four at once": (
            f"{LIST}?label__exact=shared&domain=domain+000&source=load&is_test__exact=1"
        ),
        "filter: disagrees, label and domain": (
            f"{LIST}?model=disagrees&label__exact=shared&domain=domain+007"
        ),
        "sorted by domain": f"{LIST}?o=4",
        "sorted by label, downward, page 5,000": f"{LIST}?o=-2&p=5000",
        "sorted by the model's confidence": f"{LIST}?o=-3",
        "search: one of 33 thousand names": f"{LIST}?q={rare}",
        "search: common word": f"{LIST}?q=renewal",
        "search: in every text": f"{LIST}?q=the",
        "search: three common words": f"{LIST}?q=price+shop+Friday",
        "search: quoted words": f"{LIST}?q=%22renewal+offer+of%22",
        "search: nothing found": f"{LIST}?q=quokka",
        "search: nothing of two letters": f"{LIST}?q=qz",
        "search: letters that never meet": f"{LIST}?q=renewal+webinar",
        "search and filter": f"{LIST}?q=renewal&label__exact=sales&domain=domain+005",
        "search and rare filter": f"{LIST}?q=webinar&domain=domain+399",
        "filter, sorted by domain": f"{LIST}?label__exact=shared&o=4",
        "filter, sorted by confidence, page 200": f"{LIST}?source=load&o=-3&p=200",
        "search, sorted by label": f"{LIST}?q=renewal&o=2",
        "disagrees, sorted by domain": f"{LIST}?model=disagrees&o=-4",
        "one example": f"{LIST}{Example.objects.order_by('pk')[5000].pk}/change/",
        "doubtful labels": f"{LIST}doubtful/",
        "versions": "/admin/classifier/modelversion/",
        "trainings": "/admin/classifier/trainingrun/",
        "feedback": "/admin/classifier/feedback/",
    }


def refusals() -> dict[str, str]:
    """Return addresses that must be refused at once, by what they ask."""
    return {
        "refused: regex": f"{LIST}?text__regex=(a%7Ca)*%24",
        "refused: 5,000 ids": f"{LIST}?id__in=" + ",".join(map(str, range(5000))),
        "refused: NUL": f"{LIST}?label__exact=%00",
    }


def run(client: Client, times: int) -> Iterator[Timing]:
    """Yield the timing of each page as it is measured."""
    for status, addresses in ((200, pages()), (400, refusals())):
        for title, address in addresses.items():
            yield measure(title, partial(_get, client, address), times=times, status=status)


def _get(client: Client, address: str, _: int) -> HttpResponseBase:
    return client.get(address)


@contextmanager
def administrator() -> Iterator[Client]:
    """Log in somebody who is gone afterwards."""
    user = User.objects.create_superuser(f"benchmark-{secrets.token_hex(4)}")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    try:
        yield client
    finally:
        client.logout()
        user.delete()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a page is slower than the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.admin_speed", description=__doc__)
    parser.add_argument("--times", type=int, default=30, help="tries of each page (default: 30)")
    parser.add_argument("--limit", type=float, help="slowest p95 allowed, in milliseconds")
    options = parser.parse_args(arguments)
    print(f"{Example.objects.count():,} examples, {connection.vendor}\n\n{HEAD}")
    slow = []
    with administrator() as client:
        for timing in run(client, options.times):
            print(timing.as_row(), flush=True)
            if options.limit and timing.p95 > options.limit:
                slow.append(timing.title)
    if slow:
        print(f"Slower than {options.limit:.0f} ms: {', '.join(slow)}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
