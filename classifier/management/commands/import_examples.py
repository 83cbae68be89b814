"""Import labelled examples from a file of ours or of another labelling tool."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.exceptions import ServiceError
from classifier.services.import_plan import ImportPlan, Kind
from classifier.services.import_save import ImportChoices
from classifier.services.imports import import_file

_WORDS = {
    Kind.NEW: "new",
    Kind.NEAR: "new, but nearly one that is here",
    Kind.SAME: "here already",
    Kind.CONFLICTING: "here with another label",
    Kind.UNLABELLED: "without a label",
    Kind.SKIPPED: "cancelled, rejected or ignored in the tool they come from",
    Kind.BAD: "cannot be used",
}
_SILENT = (Kind.NEW, Kind.SAME)


class Command(BaseCommand):
    """Report on the rows of a file, then save them unless it is a dry run."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what to do with the rows that are not plainly new."""
        parser.add_argument("file", type=Path, help="told by its content, not its name")
        parser.add_argument("--dry-run", action="store_true", help="report only, save nothing")
        parser.add_argument(
            "--on-conflict",
            choices=("keep", "take"),
            default="keep",
            help="an example that is here with another label: keep that, or take the file's",
        )
        parser.add_argument(
            "--on-near",
            choices=("take", "leave"),
            default="take",
            help="a new text that is nearly one that is here: take it, or leave it out",
        )
        parser.add_argument(
            "--unlabelled", action="store_true", help="make rows without a label candidates"
        )
        parser.add_argument(
            "--skip-bad", action="store_true", help="import the others although rows are bad"
        )
        parser.add_argument(
            "--codes", default="", help="of O*NET's tasks take these occupations: 11-2,13-1161"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report and save; exit status 1 if anything is wrong with the file."""
        choices = ImportChoices(
            take_conflicting=options["on_conflict"] == "take",
            leave_near=options["on_near"] == "leave",
            take_unlabelled=options["unlabelled"],
            leave_bad=options["skip_bad"],
        )
        try:
            with options["file"].open("rb") as file:
                done = import_file(
                    file=file,
                    name=options["file"].name,
                    codes=options["codes"],
                    choices=choices,
                    dry_run=options["dry_run"],
                )
        except (ServiceError, OSError) as error:
            raise CommandError(str(error)) from error
        self._report(done.plan)
        if done.counts is None:
            self.stdout.write("Dry run: nothing was saved.")
            return
        self.stdout.write(
            f"Saved: {done.counts.added:,} added, {done.counts.relabelled:,} relabelled, "
            f"{done.counts.candidates:,} new candidates."
        )

    def _report(self, plan: ImportPlan) -> None:
        self.stdout.write(f"{len(plan.rows):,} rows, read as {plan.format}:")
        for kind, words in _WORDS.items():
            rows = plan.of(kind)
            if not rows:
                continue
            self.stdout.write(f"{len(rows):>8,}  {words}")
            if kind not in _SILENT:
                for row in rows:
                    self.stdout.write(f"          row {row.number}: {row.reason or row.text}")
