"""Where a text stands: in every table and in the files of batches."""

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore

from classifier.core.errors import CoreError
from classifier.core.plan_grid import read_grids
from classifier.core.text import normalise
from classifier.models import Batch

from .batch_files import files_of
from .erasing_places import Place

Holds = Callable[[Any], bool]
_PAGE = 2_000
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\"\\/bfnrt]))")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError)
_TAG = re.compile("<[^>]*>")
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CUT = "…"
_LEAST = 8
"""With fewer letters before the cut, too many other texts begin alike."""
_ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


def fold(text: str) -> str:
    """Return `text` as it is compared: whatever its case, spacing and Unicode form."""
    return normalise(text).casefold()


def find_rows(place: Place, wanted: str) -> list[Any]:
    """Return the ids of the rows whose field at `place` holds `wanted`, which is folded."""
    holds = _holds(place, wanted)
    values = place.rows.values_list("pk", place.field)
    return [pk for pk, value in values.iterator(chunk_size=_PAGE) if value and holds(value)]


def find_batches(wanted: str) -> list[UUID]:
    """Return the batches in one of whose files `wanted` stands."""
    with_files = Batch.objects.order_by().values_list("pk", flat=True)
    return [pk for pk in with_files if any(_line_holds(path, wanted) for path in files_of(pk))]


def strings(value: Any) -> Iterator[str]:
    """Yield every string in a value of JSON, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def string_holds(place: Place, wanted: str) -> Callable[[str], bool]:
    """Return what tells whether a string at `place` holds `wanted`, be it cut off within it."""
    if not place.cut:
        return lambda value: wanted in fold(value)
    limit = getattr(place.table._meta.get_field(place.field), "max_length", None)

    def holds(value: str) -> bool:
        end = _CUT if len(value) == limit else ""
        readings = {value + end, _unescaped(value) + end}
        return any(wanted in fold(one) or _begins(one, wanted) for one in readings)

    return holds


def _begins(text: str, wanted: str) -> bool:
    """Return whether `text` is cut off after the first letters of `wanted`, `_LEAST` or more."""
    pieces = (fold(text[: cut.start()]) for cut in re.finditer(_CUT, text))
    return any(
        piece.endswith(wanted[:length])
        for piece in pieces
        for length in range(_LEAST, min(len(piece), len(wanted)) + 1)
    )


def _holds(place: Place, wanted: str) -> Holds:
    text = string_holds(place, wanted)

    def in_json(value: Any) -> bool:
        return any(map(text, strings(value)))

    def file(value: bytes) -> bool:
        return _file_holds(bytes(value), wanted)

    def session(value: str) -> bool:
        return in_json(_plain(SessionStore().decode(value)))

    kinds: dict[str, Holds] = {"text": text, "json": in_json, "file": file, "session": session}
    return kinds[place.kind]


def _plain(value: Any) -> Any:
    """Return what a session holds as JSON would; messages become their words."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)


def _file_holds(content: bytes, wanted: str) -> bool:
    """Return whether an uploaded file holds `wanted`; a workbook that cannot be read may."""
    for encoding in _ENCODINGS:
        text = content.decode(encoding, errors="ignore")
        quoted_in_csv = text.replace('""', '"')
        if any(wanted in fold(one) for one in {text, quoted_in_csv, _unescaped(text)}):
            return True
    is_workbook = zipfile.is_zipfile(io.BytesIO(content))
    try:
        if is_workbook and _a_part_holds(content, wanted):
            return True
        grids = read_grids(content)
    except (CoreError, *_UNREADABLE):
        return is_workbook
    return any(wanted in fold(cell) for grid in grids for row in grid.rows for cell in row)


def _a_part_holds(content: bytes, wanted: str) -> bool:
    """Return whether a part of a workbook holds `wanted`: a hidden sheet, a comment, a name."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = (book.read(name).decode(errors="ignore") for name in book.namelist())
        return any(wanted in fold(html.unescape(_TAG.sub("", part))) for part in parts)


def _unescaped(text: str) -> str:
    """Return text with JSON's escapes of characters as the characters."""
    plain = _ESCAPE.sub(_character, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _PLAIN.get(escape[2], escape[2])


def _line_holds(path: Path, wanted: str) -> bool:
    """Return whether a file of a batch holds `wanted`: lines of JSON, perhaps the last cut off."""
    try:
        with path.open("rb") as file:
            for line in file:
                try:
                    cells = json.loads(line)
                except ValueError:
                    cells = _unescaped(line.decode(errors="ignore"))
                if any(wanted in fold(one) for one in strings(cells)):
                    return True
    except FileNotFoundError:  # its time came in between
        return False
    return False
