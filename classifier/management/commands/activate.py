"""Choose the model version that answers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.exceptions import ServiceError
from classifier.models import ModelVersion
from classifier.services import registry


class Command(BaseCommand):
    """Activate a version by number, or go back to the one before."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a number or --rollback."""
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("number", nargs="?", type=int, help="version to activate")
        choice.add_argument("--rollback", action="store_true", help="go back one version")
        parser.add_argument("--reason", default="", help="needed if the version is worse")

    def handle(self, *args: Any, **options: Any) -> None:
        """Activate, or end with one line that says why not."""
        try:
            if options["rollback"]:
                done = registry.rollback(by=None, reason=options["reason"])
            else:
                version = self._version(options["number"])
                done = registry.activate(version=version, by=None, reason=options["reason"])
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Active: {done.version}.")

    def _version(self, number: int) -> ModelVersion:
        try:
            return ModelVersion.objects.get(number=number)
        except (ModelVersion.DoesNotExist, OverflowError) as error:
            newest = ModelVersion.objects.first()
            known = f"The newest is {newest.number}." if newest else "There is none yet."
            raise CommandError(f"There is no version {number}. {known}") from error
