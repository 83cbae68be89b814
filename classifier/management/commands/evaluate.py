"""Measure the active model on a file of labelled texts."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.core.errors import TableError
from classifier.exceptions import ServiceError
from classifier.services.evaluation import evaluate_file


class Command(BaseCommand):
    """Print the figures of the active model on a file with columns text and label."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="csv, xlsx or jsonl with text and label")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures, or end with one line that says what is wrong with the file."""
        try:
            with options["file"].open("rb") as file:
                figures = evaluate_file(file)
        except (ServiceError, TableError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for name, value in figures.items():
            if name not in ("per_label", "confusion"):
                shown = f"{value:.4f}" if isinstance(value, float) else value
                self.stdout.write(f"{name:<20}{'no such rows' if value is None else shown}")
