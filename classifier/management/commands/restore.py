"""Make this the site of a backup: of this database or another, of this machine or another."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.core.artifacts import check_libraries
from classifier.core.errors import ArtifactError
from classifier.exceptions import ServiceError
from classifier.services.registry import active_version
from classifier.services.restore import restore


class Command(BaseCommand):
    """Check the whole archive, put it in place, and compare the site with its manifest."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether a site that is here may go."""
        parser.add_argument("source", type=Path)
        parser.add_argument("--force", action="store_true", help="replace the site that is here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or end with one line that says why not."""
        try:
            done = restore(options["source"].resolve(), force=options["force"])
        except (ServiceError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {sum(done.rows.values()):,} rows of {len(done.rows)} tables and "
            f"{len(done.models)} models; active: version {done.active}. Counts and hashes are "
            "those of the backup. Start the site anew."
        )
        self._warn()

    def _warn(self) -> None:
        version = active_version()
        if version is None:
            return
        try:
            check_libraries(version.file_name, version.libraries)
        except ArtifactError as error:
            self.stderr.write(f"The active model cannot answer here. {error}")
