"""Plans from rows that a program sends, by the same rules as rows of a sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from classifier.core.plan_columns import FIELDS
from classifier.core.plan_grid import Grid
from classifier.core.plan_sheet import SheetError, read_plan_sheet
from classifier.exceptions import InvalidInput
from classifier.models import Plan

from .planning import store_sheet


def load_items(*, items: Sequence[Mapping[str, Any]], title: str, source: str, owner: User) -> Plan:
    """Store `items`, each with the fields of `plan_columns.FIELDS`, as a plan, all or none.

    Raises
    ------
    InvalidInput
        Naming what cannot be used as a cell; the items are rows 1, 2, … of the sheet.
    NotReady
        If no model is active.
    """
    rows = [list(FIELDS), *([_cell(item.get(name)) for name in FIELDS] for item in items)]
    numbers = [place for place, name in enumerate(FIELDS) if name in ("hours", "cost")]
    grid = Grid(
        name="",
        rows=rows,
        numbers=list(range(len(rows))),
        numeric=frozenset((row, place) for row in range(1, len(rows)) for place in numbers),
    )
    try:
        sheet = read_plan_sheet(grid)
    except SheetError as error:
        raise InvalidInput(str(error)) from error
    return store_sheet(sheet, title=title, source=source, owner=owner)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
