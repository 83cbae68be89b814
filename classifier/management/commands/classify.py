"""Say who owns tasks given as words or in a file."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Self

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from classifier.core.errors import TableError
from classifier.core.per_cent import name_per_cent
from classifier.exceptions import Conflict, ServiceError
from classifier.services.classification import Answer, classify
from classifier.services.file_scoring import Source, score_to_file, score_to_stream


class Command(BaseCommand):
    """Classify texts of the command line, or the `text` column of a file."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take texts or a file."""
        parser.add_argument("text", nargs="*", help="tasks, each one argument")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--file", help="csv, xlsx, jsonl or txt with a text column; - is stdin")
        parser.add_argument("--output", default="-", help="csv, xlsx or jsonl; - is stdout, as CSV")
        parser.add_argument(
            "--restart", action="store_true", help="begin anew what an earlier run left unfinished"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer, or end with one line that says what is wrong."""
        if bool(options["text"]) == bool(options["file"]):
            raise CommandError("Give either texts or --file.")
        try:
            if options["file"]:
                self._classify_file(options["file"], options["output"], restart=options["restart"])
            else:
                self._classify_texts(options["text"], as_json=options["json"])
        except Conflict as error:
            raise CommandError(str(error), returncode=3) from error
        except (ServiceError, TableError, OSError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            again = "Give the same command again to go on." if options["file"] else ""
            raise CommandError(f"Stopped. {again}", returncode=130) from error

    def _classify_texts(self, texts: list[str], *, as_json: bool) -> None:
        answers = classify(texts)
        if as_json:
            self.stdout.write(json.dumps([_record(answer) for answer in answers], indent=2))
            return
        for answer in answers:
            self.stdout.write(_line(answer))

    def _classify_file(self, name: str, output: str, *, restart: bool) -> None:
        with _source(name) as source, _Bar() as bar:
            if output == "-" or _is_device(output):
                with _open(output) as out:
                    score_to_stream(source, out, progress=bar.report)
            else:
                score_to_file(source, Path(output), restart=restart, progress=bar.report)


class _Bar:
    """A bar for the rows, on standard error, if somebody watches."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def report(self, stage: str, done: int, total: int) -> None:
        """Show a stage; a new one gets a bar of its own."""
        if stage != self._stage:
            self.__exit__()
            self._stage = stage
            self._bar = tqdm(
                desc=stage,
                total=total or None,
                initial=done,
                unit=" rows",
                file=sys.stderr,
                disable=None,
            )
        if self._bar is not None:
            self._bar.update(done - self._bar.n)


@contextmanager
def _source(name: str) -> Iterator[Source]:
    """Open the input; what can be read but once is copied first, to be read twice."""
    if name != "-" and not _is_device(name):
        with Path(name).open("rb") as file:
            yield Source(file=file, name=name)
        return
    with TemporaryFile() as copy:
        with open(sys.stdin.fileno() if name == "-" else name, "rb", closefd=name != "-") as file:
            copyfileobj(file, copy)
        copy.seek(0)
        yield Source(file=copy, name="" if name == "-" else name, is_kept=False)


def _is_device(name: str) -> bool:
    """Whether this is a pipe or a terminal, which cannot be gone on with."""
    path = Path(name)
    return path.exists() and not path.is_file() and not path.is_dir()


def _open(name: str) -> IO[bytes]:
    if name == "-":
        return open(sys.stdout.fileno(), "wb", closefd=False)
    return Path(name).open("wb")


def _line(answer: Answer) -> str:
    decision = answer.decision
    if answer.rule:
        own = answer.model_decision
        return (
            f"{decision.outcome:<10} rule  {answer.text}  (“{answer.rule.words}”; "
            f"version {answer.version} says {own.outcome}, {name_per_cent(own.confidence)})"
        )
    sure = f"{name_per_cent(decision.confidence):>6}"
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
