"""Fill the table of examples, to measure how the site bears it; never for a site in use."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from classifier.exceptions import ServiceError
from classifier.services.load_data import remove_load, seed_load


class Command(BaseCommand):
    """Add filler examples that no training learns from, or remove them."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, or that they shall go."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--examples", type=int, metavar="N", help="add N filler examples")
        what.add_argument("--remove", action="store_true", help="delete all filler")
        parser.add_argument("--yes", action="store_true", help="do it though DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it where it is wanted."""
        if not (settings.DEBUG or options["yes"]):
            raise CommandError(
                "This fills the table of examples with sentences that mean nothing. "
                "If this is not a site in use, say --yes."
            )
        with tqdm(total=options["examples"], file=sys.stderr, disable=None) as bar:

            def report(done: int) -> None:
                bar.update(done - bar.n)

            try:
                if options["remove"]:
                    count = remove_load(report=report)
                else:
                    count = options["examples"]
                    seed_load(count, report=report)
            except ServiceError as error:
                raise CommandError(str(error)) from error
        done = "removed" if options["remove"] else "in the table"
        self.stdout.write(f"{count:,} filler examples {done}")
