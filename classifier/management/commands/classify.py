"""Say who owns tasks given as words or in a file."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError

from classifier.core.errors import TableError
from classifier.core.tables import Row, read_table, write_table_to
from classifier.exceptions import ServiceError
from classifier.services.classification import Answer, classify

COLUMNS = (
    "decision",
    "marketing",
    "sales",
    "neither",
    "shared",
    "model_version",
    "decided_by",
    "rule",
    "model_decision",
)
CHUNK = 1000


class Command(BaseCommand):
    """Classify texts of the command line, or the `text` column of a file."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take texts or a file."""
        parser.add_argument("text", nargs="*", help="tasks, each one argument")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--file", help="csv, xlsx, jsonl or txt with a text column; - is stdin")
        parser.add_argument("--output", default="-", help="csv, xlsx or jsonl; - is stdout, as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer, or end with one line that says what is wrong."""
        if bool(options["text"]) == bool(options["file"]):
            raise CommandError("Give either texts or --file.")
        try:
            if options["file"]:
                self._classify_file(options["file"], options["output"])
            else:
                self._classify_texts(options["text"], as_json=options["json"])
        except (ServiceError, TableError, OSError) as error:
            raise CommandError(str(error)) from error

    def _classify_texts(self, texts: list[str], *, as_json: bool) -> None:
        answers = classify(texts)
        if as_json:
            self.stdout.write(json.dumps([_record(answer) for answer in answers], indent=2))
            return
        for answer in answers:
            self.stdout.write(_line(answer))

    def _classify_file(self, source: str, target: str) -> None:
        suffix = ".csv" if target == "-" else Path(target).suffix.lower()
        with _open(source, "rb") as file, _open(target, "wb") as out:
            rows = read_table(file)
            first = next(rows, None)
            if first is None:
                raise TableError("The file has a header but no rows.")
            names = [name for name in first.cells if name not in COLUMNS]
            write_table_to(out, suffix, [*names, *COLUMNS], _scored(first, rows, names))


def _scored(first: Row, rows: Iterator[Row], names: list[str]) -> Iterator[list[Any]]:
    chunk = [first, *islice(rows, CHUNK - 1)]
    while chunk:
        texts = [row.cells.get("text", "") for row in chunk]
        for row, text in zip(chunk, texts, strict=True):
            if not text.strip():
                raise TableError(f"Row {row.number} has no text in its column “text”.")
        for row, answer in zip(chunk, classify(texts), strict=True):
            record = _record(answer)
            yield [row.cells.get(n, "") for n in names] + [record[name] for name in COLUMNS]
        chunk = list(islice(rows, CHUNK))


def _line(answer: Answer) -> str:
    decision = answer.decision
    if answer.rule:
        own = answer.model_decision
        return (
            f"{decision.outcome:<10} rule  {answer.text}  (“{answer.rule.words}”; "
            f"version {answer.version} says {own.outcome}, {own.confidence:.0%})"
        )
    sure = f"{decision.confidence:>5.0%}"
    return f"{decision.outcome:<10}{sure}  {answer.text}  (version {answer.version})"


def _record(answer: Answer) -> dict[str, Any]:
    decision = answer.decision
    return {
        "text": answer.text,
        "decision": str(decision.outcome),
        "marketing": round(decision.marketing, 4),
        "sales": round(decision.sales, 4),
        "neither": round(decision.neither, 4),
        "shared": round(decision.shared, 4),
        "model_version": answer.version,
        "decided_by": str(answer.decided_by),
        "rule": answer.rule.words if answer.rule else None,
        "model_decision": str(answer.model_decision.outcome),
    }


def _open(name: str, mode: str) -> IO[bytes]:
    if name == "-":
        stream = sys.stdin if mode == "rb" else sys.stdout
        return open(stream.fileno(), mode, closefd=False)
    return cast(IO[bytes], Path(name).open(mode))
