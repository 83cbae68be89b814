"""Make a plan of a sheet: who should own each task, and what would move."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classifier.core.errors import TableError
from classifier.core.reorg_totals import summarise
from classifier.exceptions import ServiceError
from classifier.services.planning import Choice, NeedsChoice
from classifier.services.planning_export import write_rows, write_workbook
from classifier.services.planning_offline import OfflinePlan, plan_offline


class Command(BaseCommand):
    """Read role, task, owner and hours; write the suggested owner, confidence and moves."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file in and the file out."""
        parser.add_argument("file", help="csv or xlsx with the columns role, task, owner, hours")
        parser.add_argument("--output", required=True, help="xlsx (a workbook), csv or jsonl")
        parser.add_argument("--sheet", default="", help="the sheet to read, if there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the plan, or end with one line that says what is wrong."""
        source, target = Path(options["file"]), Path(options["output"])
        try:
            made = plan_offline(
                content=source.read_bytes(),
                title=source.stem,
                choice=Choice(sheet=options["sheet"]),
            )
            _write(made, target)
        except NeedsChoice as error:
            raise CommandError(f"{error} Name the columns so, or give --sheet.") from error
        except (ServiceError, TableError, OSError) as error:
            raise CommandError(str(error)) from error
        for name, team in made.guessed.items():
            self.stderr.write(f"“{name}” is taken for {team}.")
        summary = summarise(made.tasks)
        self.stdout.write(
            f"{summary.total.before.tasks:,} tasks with {summary.total.before.hours:,} hours: "
            f"{summary.moving.tasks:,} move with {summary.moving.hours:,} hours, "
            f"{summary.discussed.tasks:,} to discuss (version {made.plan.version.number}). "
            f"Written to {target}."
        )


def _write(made: OfflinePlan, target: Path) -> None:
    suffix = target.suffix.lower()
    if suffix not in (".xlsx", ".csv", ".jsonl"):
        raise TableError(f"“{suffix}” cannot be written. Use one of .xlsx, .csv, .jsonl.")
    with target.open("wb") as file:
        if suffix == ".xlsx":
            write_workbook(
                file, plan=made.plan, scenario=made.scenario, tasks=made.tasks, rows=made.rows
            )
        else:
            write_rows(file, suffix, made.rows)
