"""How large a sheet becomes in memory, read from its XML without building it.

The XML may leave the places of cells out, and may show one long text in a million cells: what a
reader allots then has little to do with the size of the file.
"""

from collections.abc import Iterable
from xml.parsers import expat

from .errors import TableError

Chunks = Iterable[bytes]


class _Stop(Exception):
    """Enough is known."""


def text_lengths(chunks: Chunks) -> list[int]:
    """Return the length of each shared string in bytes of UTF-8; raises TableError if broken."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if local_name(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data.encode())

    parse_part(chunks, start, text)
    return lengths


class SheetExtent:
    """The rectangle that a sheet's cells span, and what its shared strings add up to."""

    def __init__(self, lengths: list[int], *, max_cells: int, max_text: int) -> None:
        """Take the lengths of the shared strings, and the limits at which reading ends."""
        self._lengths, self._max_cells, self._max_text = lengths, max_cells, max_text
        self.rows = self.columns = self.text = 0
        """Last row, last column, and bytes of all texts shown."""
        self._row = self._column = 0
        self._is_shared = False
        self._value: list[str] | None = None

    def read(self, chunks: Chunks) -> None:
        """Read a part; raises TableError if it is broken XML."""
        try:
            parse_part(chunks, self._start, self._text, self._end)
        except _Stop:
            return

    @property
    def is_too_large(self) -> bool:
        """Whether a limit is passed."""
        return self.rows * self.columns > self._max_cells or self.text > self._max_text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match local_name(name):
            case "row":
                self._row = whole_number(attributes.get("r", ""), self._row + 1)
                self._column = 0
                self.rows = max(self.rows, self._row)
            case "c":
                self._column = column_of(attributes.get("r", ""), self._column + 1)
                self.columns = max(self.columns, self._column)
                self._is_shared = attributes.get("t") == "s"
            case "v":
                self._value = []
        if self.is_too_large:
            raise _Stop

    def _text(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)

    def _end(self, name: str) -> None:
        if local_name(name) == "v" and self._value is not None:
            if self._is_shared:
                index = whole_number("".join(self._value).strip(), -1)
                self.text += self._lengths[index] if 0 <= index < len(self._lengths) else 0
            self._value = None


def parse_part(chunks: Chunks, start: object, text: object = None, end: object = None) -> None:
    """Read a part's XML with the handlers of expat; raises TableError if it is broken."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.CharacterDataHandler = text  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise TableError(f"The workbook holds broken XML: {error}. Save it again.") from error


def local_name(name: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def whole_number(text: str, otherwise: int) -> int:
    """Return the number that `text` is, or `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def column_of(place: str, otherwise: int) -> int:
    """Return the number of a cell's column, from 1: that of AA7 is 27."""
    letters = place.rstrip("0123456789").upper()
    if not letters.isascii() or not letters.isalpha():
        return otherwise
    number = 0
    for letter in letters[:7]:
        number = 26 * number + ord(letter) - 64
    return number
