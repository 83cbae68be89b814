"""Write the whole site to one file: tables and models, as they are at this moment."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.exceptions import ServiceError
from classifier.services.backup import back_up


class Command(BaseCommand):
    """Back up while the site runs; the file appears under its name only when it is complete."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, or the folder for one named by the time."""
        parser.add_argument("target", type=Path, help="a new file, or a folder")
        parser.add_argument(
            "--secret-key",
            action="store_true",
            help="take the secret key too, so that sessions and links stay valid",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up, or end with one line that says why not."""
        try:
            done = back_up(options["target"].resolve(), secret_key=options["secret_key"])
        except (ServiceError, OSError) as error:
            raise CommandError(str(error)) from error
        if done.without_file:
            numbers = ", ".join(map(str, done.without_file))
            self.stderr.write(
                f"The files of these versions are gone or bad, and left out: {numbers}."
            )
        self.stdout.write(
            f"Backed up {sum(done.rows.values()):,} rows of {len(done.rows)} tables and "
            f"{len(done.models)} models; active: version {done.active}."
        )
