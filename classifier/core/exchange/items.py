"""Files as items: a line, a row or a list's element, before anyone asks what its keys mean."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, Any

from ..delimited import find_delimiter, read_delimited, split_line
from ..encodings import Chained, decode, refuse_other_kinds
from ..errors import TableError
from ..formulas import restore
from ..workbook_guard import refuse_old_workbook
from ..workbooks import Workbook, cell_text
from . import fasttext
from .history_sheet import read_histories
from .record import RowError
from .strict_json import as_object, parse_object, split_list

MAX_COLUMNS = 200
Headers = tuple[set[str], ...]
"""Columns that tell where the text is: all of one of the sets."""

EXAMPLES: Headers = ({"text"}, {"column_data"}, {"task", "o*net-soc code"})
"""Ours and most tools', doccano's sample, O*NET's."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its line or row, its values, or what is wrong with it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """All items of a file, read as they are needed."""

    container: str
    """csv, xlsx, jsonl, json, fasttext or text."""
    items: Iterator[Item]


def open_items(
    file: IO[bytes], headers: Headers = EXAMPLES, *, lines_are_texts: bool = False
) -> Items:
    """Return the items of a file, its container told by its content.

    Parameters
    ----------
    file : a binary file, read from where it stands
    headers : columns of which a table needs one set
    lines_are_texts : take text whose first line is no such header for one text a line

    Raises
    ------
    TableError
        Here or while the items are read, if the file as a whole cannot be.
    """
    head = file.read(4096)
    rest = io.BufferedReader(Chained(head, file))
    if head.startswith(b"PK"):
        return Items("xlsx", _workbook_items(rest.read(), headers))
    refuse_old_workbook(head)
    refuse_other_kinds(head)
    lines = decode(rest, head)
    filled = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    number, first = next(filled, (0, ""))
    if not first:
        raise TableError("The file is empty.")
    lines = chain([first], lines)
    start = first.lstrip()[:1]
    if start == "[" and not (lines_are_texts and re.match(r"\s*\[\s*[^\s{\]]", first)):
        return Items("json", _list_items(lines))
    if start == "{":
        return Items("jsonl", _line_items(lines, number))
    if first.startswith(fasttext.PREFIX):
        return Items("fasttext", _fasttext_items(lines, number))
    delimiter = find_delimiter(first)
    names = [_name(cell) for cell in split_line(first, delimiter)]
    if lines_are_texts and not _is_header(names, headers):
        return Items("text", _text_items(lines, number))
    if names:  # else whoever reads the rows refuses the first, by its number
        _check_header(names, headers)
    return Items("csv", _delimited_items(lines, delimiter, number, headers))


def _name(cell: Any) -> str:
    return str(cell).strip().strip('"').casefold()


def _is_header(names: list[str], headers: Headers) -> bool:
    return any(wanted <= set(names) for wanted in headers)


def _check_header(names: list[str], headers: Headers) -> None:
    if len(names) > MAX_COLUMNS:
        raise TableError(f"The header has {len(names):,} columns; the limit is {MAX_COLUMNS}.")
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise TableError(f"The header names the column “{twice[:40]}” twice.")
    if not _is_header(names, headers):
        found = ", ".join(name for name in names if name)[:200]
        raise TableError(
            "The file has no column “text”. Its first row must name its columns; "
            f"it reads: {found or 'nothing'}."
        )


def _text_items(lines: Iterable[str], offset: int) -> Iterator[Item]:
    for number, line in enumerate(lines, start=offset):
        if line.strip():
            yield Item(number, {"text": line.strip()})


def _delimited_items(
    lines: Iterable[str], delimiter: str, offset: int, headers: Headers
) -> Iterator[Item]:
    rows = read_delimited(lines, delimiter, start=offset)
    names = [_name(restore(cell)) for cell in next(rows)[1]]
    _check_header(names, headers)
    for number, cells in rows:
        yield _row_item(number, names, [restore(cell) for cell in cells])


def _row_item(number: int, names: list[str], cells: list[str]) -> Item:
    if any(cells[len(names) :]):
        return Item(
            number,
            error=f"The row has {len(cells)} cells but the header has {len(names)}. "
            "Put quotes around a text that holds the delimiter.",
        )
    values = {}
    for place, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
        if name or cell:
            values[name or _made_name(place, names)] = cell
    return Item(number, values)


def _made_name(place: int, names: list[str]) -> str:
    """Return a name that no column has, for one without a name that holds something."""
    name = f"column {place}"
    while name in names:
        name += "_"
    return name


def _workbook_items(content: bytes, headers: Headers) -> Iterator[Item]:
    book = Workbook(content)
    rows = book.rows(book.sheets[0])
    first = next(rows, None)
    if first is None:
        raise TableError("The first sheet of the workbook is empty.")
    names = [_name(cell) for cell in first[1]]
    _check_header(names, headers)
    histories = read_histories(book)
    for number, cells in rows:
        item = _row_item(number, names, [cell_text(cell) for cell in cells])
        changes = histories.get(item.values.get("id", ""))
        if changes:
            item.values["history"] = changes
        yield item


def _line_items(lines: Iterable[str], offset: int) -> Iterator[Item]:
    for number, line in enumerate(lines, start=offset):
        if line.strip():
            try:
                yield Item(number, parse_object(line))
            except RowError as error:
                if number == offset and line.strip() in ("{", "{}"):
                    raise TableError(
                        "The file is one JSON object over several lines. Write one object a "
                        "line, or a list of objects."
                    ) from error
                yield Item(number, error=str(error))


def _list_items(lines: Iterable[str]) -> Iterator[Item]:
    try:
        for number, value in split_list("".join(lines)):
            try:
                yield Item(number, as_object(value))
            except RowError as error:
                yield Item(number, error=str(error))
    except RowError as error:
        raise TableError(str(error)) from error


def _fasttext_items(lines: Iterable[str], offset: int) -> Iterator[Item]:
    for number, line in enumerate(lines, start=offset):
        if line.strip():
            yield Item(number, fasttext.split(line))
