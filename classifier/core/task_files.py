"""Files of tasks to be scored: a table with a column `text`, or text of one task a line.

They are read by the one reader of tables (see `exchange.items`), and checked row by row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from .errors import TableError, TextError, TooMuchError, WrongKindError
from .exchange.items import MAX_COLUMNS, Headers, Item, open_items
from .exchange.record import RowError
from .exchange.values import check_length, refuse_cell_error
from .text import check_text

HEADERS: Headers = ({"text"},)
NAMED_ERRORS = 10
"""Bad rows that a refusal names; it counts the rest."""

_TABLES = (".csv", ".tsv")
_TEXTS = (*_TABLES, ".txt", ".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLimits:
    """How much a file of tasks may hold; None is no limit."""

    size: int | None = None
    """Bytes."""
    rows: int | None = None
    characters: int | None = None
    """Of all cells together, as they are unpacked."""


@dataclass(frozen=True, slots=True)
class Task:
    """One row that can be scored: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, str]

    @property
    def text(self) -> str:
        """The task."""
        return self.cells["text"]


@dataclass(slots=True)
class Columns:
    """The columns met so far, in their order; JSON lines may bring new ones late."""

    names: dict[str, None]

    def meet(self, task: Task) -> None:
        """Add the columns of a row; raises TableError naming it if they are too many."""
        if not self.names.keys() >= task.cells.keys():
            self.names.update(dict.fromkeys(task.cells))
            if len(self.names) > MAX_COLUMNS:
                raise TableError(
                    f"Row {task.number}: Up to here the file has {len(self.names):,} columns; "
                    f"the limit is {MAX_COLUMNS}."
                )


def refuse_other_name(file: IO[bytes], name: str) -> None:
    """Raise WrongKindError if a file's name says it is a workbook and its content not, or back."""
    head = file.read(4)
    file.seek(-len(head), 1)
    is_workbook, suffix = head.startswith(b"PK"), PurePath(name).suffix.lower()
    if is_workbook and suffix in _TEXTS:
        raise WrongKindError(
            f"The file is a workbook, but its name ends in {suffix}. Name it .xlsx, or save it as "
            "UTF-8 CSV."
        )
    if suffix == ".xlsx" and head and not is_workbook:
        raise WrongKindError(
            "The file's name ends in .xlsx, but it is no XLSX workbook. Save it as XLSX, or name "
            "it after what it is."
        )


def read_tasks(file: IO[bytes], *, name: str, limits: TaskLimits) -> tuple[str, Iterator[Task]]:
    """Return what the file was recognised as, and its rows, read as they are needed.

    Text that names no column `text` is one task a line, unless `name` ends in .csv or .tsv.

    Raises
    ------
    WrongKindError
        If it is, by its content, of a kind that is not read.
    TooMuchError
        If it is larger than `limits` allow.
    TableError
        Here or at the end of the rows, for anything else that is wrong; rows are named.
    """
    _check_size(file, limits)
    lines_are_texts = PurePath(name).suffix.lower() not in _TABLES
    opened = open_items(file, HEADERS, lines_are_texts=lines_are_texts)
    return opened.container, _tasks(opened.items, limits)


def _check_size(file: IO[bytes], limits: TaskLimits) -> None:
    if limits.size is None:
        return
    size = file.seek(0, 2)
    file.seek(0)
    if size > limits.size:
        raise TooMuchError(
            f"The file has {size / 1_000_000:.1f} MB; the limit is {limits.size // 1_000_000} MB. "
            "Split it in parts."
        )


def _tasks(items: Iterator[Item], limits: TaskLimits) -> Iterator[Task]:
    count = characters = bad = 0
    errors: list[str] = []
    for item in items:
        count += 1
        if limits.rows is not None and count > limits.rows:
            raise TableError(
                f"The file has more than {limits.rows:,} rows, the limit at once. "
                "Split it in parts."
            )
        try:
            task = _task(item)
        except TableError as error:
            bad += 1
            if bad <= NAMED_ERRORS:
                errors.append(f"Row {item.number}{_sayable(str(error))}")
            continue
        characters += sum(map(len, task.cells.values()))
        if limits.characters is not None and characters > limits.characters:
            raise TooMuchError(
                f"The file's cells hold more than {limits.characters:,} characters. "
                "Split it in parts."
            )
        yield task
    if bad:
        more = f" And {bad - len(errors):,} more." if bad > len(errors) else ""
        raise TableError(f"{' '.join(errors)}{more}")
    if not count:
        raise TableError("The file has a header but no rows.")


def _task(item: Item) -> Task:
    """Return the row as a task; the message of a TableError goes on after “Row 7”."""
    if item.error:
        raise TableError(f": {item.error}")
    try:
        values = _by_column(item.values)
        cells = {name: _cell(name, value) for name, value in values.items()}
        text = cells.get("text", "")
        if not text.strip():
            raise TableError(" has no text in its column “text”.")
        if not isinstance(values["text"], str):
            raise RowError(f"“text” must be text, but it is {text[:40]}.")
        refuse_cell_error("text", values["text"])
        check_text(text)
    except (RowError, TextError) as error:
        raise TableError(f": {error}") from error
    return Task(item.number, cells)


def _by_column(values: dict[str, Any]) -> dict[str, Any]:
    named = {name.strip().casefold(): value for name, value in values.items()}
    if len(named) < len(values):
        raise RowError("Two of its keys differ only in case or spaces.")
    return named


def _cell(name: str, value: Any) -> str:
    check_length("the name of a column", name)
    if value is None:
        return ""
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    return check_length(name[:40], value)


def _sayable(message: str) -> str:
    """Return a message that quotes the file without what no database or page can hold."""
    return message.encode("utf-8", "replace").decode().replace("\x00", "?")
