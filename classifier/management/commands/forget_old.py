"""Forget what has had its time: see the days in docs/settings.md. The worker does it daily."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from classifier.services.retention import forget_old


class Command(BaseCommand):
    """Remove, and say how many of what; with --dry-run only say it."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to only look."""
        parser.add_argument("--dry-run", action="store_true", help="count only, remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each kind."""
        for name, count in forget_old(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{count:>9,}  {name}")
        self.stdout.write("Nothing was removed." if options["dry_run"] else "Removed.")
