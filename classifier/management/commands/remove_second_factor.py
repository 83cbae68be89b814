"""Remove the second factor of somebody who lost phone and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from classifier.services.second_factor import remove


class Command(BaseCommand):
    """For whoever has the server's shell; superusers have an action in the list of accounts."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account's name."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, or say why not."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['username']}”.")
        if not remove(user):
            raise CommandError(f"{user} has no second factor.")
        self.stdout.write(f"{user} logs in with the password alone now.")
