"""Export the labelled examples to a file of ours or of another labelling tool."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.core.exchange import FORMATS
from classifier.exceptions import ServiceError
from classifier.models import Example
from classifier.services.exports import export_examples

_BY_SUFFIX = {".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl"}


class Command(BaseCommand):
    """Write all examples; the file appears under its name only when it is complete."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and its format."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format", choices=tuple(FORMATS), help="by default csv, xlsx or jsonl by the name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or end with one line that says what is wrong."""
        target: Path = options["file"]
        name = options["format"] or _BY_SUFFIX.get(target.suffix.lower(), "")
        if not name:
            raise CommandError(
                f"“{target.name}” does not tell its format. Give --format {'|'.join(FORMATS)}."
            )
        try:
            with NamedTemporaryFile(dir=target.parent, prefix=".export-", delete=False) as file:
                whole = Path(file.name)
                try:
                    export_examples(file=file, format_name=name, examples=Example.objects.all())
                    file.close()
                    whole.replace(target)
                finally:
                    whole.unlink(missing_ok=True)
        except (ServiceError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {Example.objects.count():,} examples to {target}.")
