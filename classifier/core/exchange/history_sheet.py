"""The second sheet of our workbooks: what changed each example's label."""

from typing import Any

from ..workbooks import Workbook, cell_text

NAME = "history"
COLUMNS = ("id", "from", "to", "by", "at", "channel", "reason")


def read_histories(book: Workbook) -> dict[str, list[dict[str, Any]]]:
    """Return the changes by the id of their example, oldest first; none if there is no sheet."""
    histories: dict[str, list[dict[str, Any]]] = {}
    if NAME not in book.sheets[1:]:
        return histories
    rows = book.rows(NAME)
    header = next(rows, None)
    if header is None or tuple(map(str, header[1]))[: len(COLUMNS)] != COLUMNS:
        return histories
    for _, cells in rows:
        change = dict(zip(COLUMNS, map(cell_text, cells), strict=False))
        histories.setdefault(change.pop("id"), []).append(change)
    return histories
