"""Score a data set of any size, in Parquet or CSV, with Dask."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from classifier.core.errors import CoreError
from classifier.exceptions import ServiceError


class Command(BaseCommand):
    """Score a file or a folder of files into a folder of Parquet parts."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the input, the output and where the work is done."""
        parser.add_argument("source", metavar="IN", help="a .parquet or .csv file, or a folder")
        parser.add_argument("target", metavar="OUT", help="a folder for the scored parts")
        parser.add_argument("--engine", choices=["dask"], default="dask")
        parser.add_argument("--column", default="text", help="the column of texts (default: text)")
        parser.add_argument("--scheduler", default="", help="address of a Dask scheduler")
        parser.add_argument("--workers", type=int, default=2, help="local processes (default: 2)")
        parser.add_argument("--restart", action="store_true", help="score finished parts again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Score, or end with one line that says what is wrong."""
        try:
            from classifier.services.dataset_scoring import score_dataset
        except ImportError as error:
            raise CommandError(
                f"{error.name} is missing. Install it: pip install -r requirements-scale.txt"
            ) from error
        if options["workers"] < 1:
            raise CommandError("--workers is 1 or more.")
        with tqdm(unit=" parts", disable=None) as bar:

            def report(stage: str, done: int, total: int) -> None:
                bar.set_description(stage, refresh=False)
                bar.total = total or None
                bar.update(done - bar.n)

            try:
                rows = score_dataset(
                    Path(options["source"]),
                    Path(options["target"]),
                    column=options["column"],
                    scheduler=options["scheduler"],
                    workers=options["workers"],
                    restart=options["restart"],
                    progress=report,
                )
            except (ServiceError, CoreError, OSError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"Scored {rows:,} rows into {options['target']}.")
