"""Delimited text as rows of cells, numbered as an editor numbers its lines."""

import csv
from collections.abc import Iterable, Iterator

from .errors import TableError

DELIMITERS = ",;\t|"


def find_delimiter(line: str) -> str:
    """Return the delimiter that stands most often in `line`."""
    return max(DELIMITERS, key=line.count)


def split_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line; none if one is too long to be read."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def read_delimited(
    lines: Iterable[str], delimiter: str, *, start: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which a row begins, and its cells; blank rows are left out.

    `lines` begin with line `start`. Raises TableError naming the row if quotes do not close.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = start
    try:
        for cells in reader:
            if any(cells):
                yield number, cells
            number = start + reader.line_num
    except csv.Error as error:
        raise TableError(f"Row {number} cannot be read as CSV: {error}.") from error
