"""Records of a file, whatever tool wrote it, with what is wrong named by line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from ..errors import TableError
from . import argilla, doccano, flat, label_studio, onet, prodigy
from .items import Item, open_items
from .own_fields import KEY
from .record import Record, RowError
from .values import check_length

_Fits = Callable[[dict[str, Any]], bool]
_Read = Callable[[dict[str, Any]], Record]

_SHAPES: tuple[tuple[str, _Fits, _Read], ...] = (
    ("O*NET task statements", onet.fits, onet.read),
    ("Label Studio tasks", label_studio.is_task, label_studio.read_task),
    ("Label Studio", label_studio.is_flat, label_studio.read_flat),
    ("Argilla records", argilla.is_nested, argilla.read_nested),
    ("Argilla", argilla.is_flat, argilla.read_flat),
    ("Prodigy", prodigy.fits, prodigy.read),
    ("doccano", doccano.fits, doccano.read),
)
_CONTAINERS = {
    "csv": "delimited text",
    "xlsx": "XLSX",
    "jsonl": "JSON lines",
    "json": "JSON",
    "fasttext": "fastText",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold."""

    size: int
    """Bytes."""
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its line in the file, and its record or what is wrong with it."""

    number: int
    record: Record | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read."""

    format: str
    """What it was recognised as, in words."""
    entries: Iterator[Entry]


def read_records(file: IO[bytes], limits: Limits) -> Reading:
    """Return the records of a file, read as they are needed.

    Raises
    ------
    TableError
        Here or while reading, if the file as a whole cannot be used: it is no table, it is too
        large, it holds no rows, or its quotes or brackets do not close.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if size > limits.size:
        raise TableError(
            f"The file has {size / 1_000_000:.1f} MB; the limit is {limits.size // 1_000_000} MB. "
            "Split it in parts."
        )
    opened = open_items(file)
    first = next(opened.items, None)
    if first is None:
        raise TableError("The file has a header but no rows.")
    shape = _shape(first.values)[0]
    container = _CONTAINERS[opened.container]
    name = f"{shape}, {container}" if shape else container
    return Reading(name, _entries(chain([first], opened.items), limits))


def _entries(items: Iterator[Item], limits: Limits) -> Iterator[Entry]:
    for count, item in enumerate(items, start=1):
        if count > limits.rows:
            raise TableError(
                f"The file has more than {limits.rows:,} rows, the limit at once. "
                "Split it in parts."
            )
        yield _entry(item)


def _entry(item: Item) -> Entry:
    if item.error:
        return Entry(item.number, None, _sayable(item.error))
    try:
        for name, value in item.values.items():
            if isinstance(value, str) and name != KEY:  # a long history is no long text
                check_length(name[:40], value)
        return Entry(item.number, _shape(item.values)[1](item.values))
    except RowError as error:
        return Entry(item.number, None, _sayable(str(error)))


def _sayable(message: str) -> str:
    """Return a message that quotes the file without what no database or page can hold."""
    return message.encode("utf-8", "replace").decode().replace("\x00", "?")


def _shape(values: dict[str, Any]) -> tuple[str, _Read]:
    return next(((name, read) for name, fits, read in _SHAPES if fits(values)), ("", flat.read))
