"""Make a fresh installation ready: tables, examples, a first model, an administrator."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from classifier.exceptions import ServiceError
from classifier.models import ModelVersion
from classifier.services.transfer import load_fixture

FIXTURES = ("vocabulary.json", "tasks.json")


class Command(BaseCommand):
    """Do whatever of this is not done yet; running it again does no harm."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the first examples are."""
        parser.add_argument(
            "--fixtures",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            metavar="FOLDER",
            help=f"folder of {' and '.join(FIXTURES)} (default: the project's own)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, load the fixtures, train the first model, make the administrator."""
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        needs_administrator = not User.objects.filter(is_superuser=True).exists()
        given = os.environ.get("ADMIN_PASSWORD", "") if needs_administrator else ""
        _check_password(given)
        if not ModelVersion.objects.exists():
            for name in FIXTURES:
                self._load(options["fixtures"] / name)
            call_command("train", activate=True, stdout=self.stdout, stderr=self.stderr)
        if needs_administrator:
            self._make_administrator(given)

    def _load(self, path: Path) -> None:
        try:
            count = load_fixture(path)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path.name}: {count.new:,} new examples, {count.same:,} here before")

    def _make_administrator(self, given: str) -> None:
        password = given or secrets.token_urlsafe(12)
        User.objects.create_superuser("admin", password=password)
        shown = "from ADMIN_PASSWORD" if given else password
        self.stdout.write(f"\nAdmin user: admin   password: {shown}   (shown only this once)\n")


def _check_password(given: str) -> None:
    """Hold a password that was given to the rules for all; raises CommandError."""
    if not given:
        return
    try:
        validate_password(given, User(username="admin"))
    except ValidationError as error:
        raise CommandError(f"ADMIN_PASSWORD: {' '.join(error.messages)}") from error
