"""Find a text wherever it stands, and erase it.

The text is read from a file or from standard input, one text in all; never from the command
line, which others on the machine see and the shell remembers.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from classifier.exceptions import ServiceError
from classifier.services.erasing import Found, erase_text, find_text
from classifier.services.erasing_tidy import tidy


class Command(BaseCommand):
    """Show where the text stands; with --yes erase it there."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to read the text from, and whether to erase it."""
        parser.add_argument("--file", type=Path, help="the text; by default standard input")
        parser.add_argument("--yes", action="store_true", help="erase it, after showing where")
        parser.add_argument(
            "--tidy", action="store_true", help="only have the database let go of deleted rows"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Show, erase, and say what is still to be done."""
        if options["tidy"]:
            self._say(tidy({*apps.get_models()}) or "The database has let go of deleted rows.")
            return
        text = self._read(options["file"])
        try:
            self._show(find_text(text))
            if not options["yes"]:
                self._say("Nothing was erased. Say --yes to erase it there.")
                return
            done = erase_text(text, by=None)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self._say("Erased." if not done.left else f"Erased. {done.left}")
        if done.needs_training:
            self._say("The active model learned it. Train and activate: manage.py train --activate")

    def _read(self, path: Path | None) -> str:
        try:
            content = path.read_bytes() if path else sys.stdin.buffer.read()
            return content.decode("utf-8-sig").strip()
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError("The text is not UTF-8.") from error

    def _show(self, found: Found) -> None:
        for name, count in found.counts.items():
            self._say(f"{count:>9,}  {name}")
        if not found.counts:
            self._say("It stands nowhere.")
        if found.versions:
            numbers = ", ".join(map(str, found.versions))
            self._say(
                f"Learned by model version {numbers}: their files go, the active one's later."
            )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
