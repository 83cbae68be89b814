"""A document of headed paragraphs and tables, and its Markdown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of words; every row has as many cells as the head."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it."""

    title: str
    paragraphs: Sequence[str] = field(default_factory=tuple)
    tables: Sequence[Table] = field(default_factory=tuple)
    plot: str = ""
    """Name of a plot that a page may draw beside the tables, which hold its figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A titled document."""

    title: str
    sections: Sequence[Section]

    def as_markdown(self) -> str:
        """Return the document as Markdown; no cell or paragraph can break out of its place."""
        lines = [f"# {_escape(self.title)}", ""]
        for section in self.sections:
            lines += [f"## {_escape(section.title)}", ""]
            for paragraph in section.paragraphs:
                lines += [_escape(paragraph), ""]
            for table in section.tables:
                lines += [*_table(table), ""]
        return "\n".join(lines)


def _table(table: Table) -> list[str]:
    head = [f"**{_escape(table.caption)}**", "", _row(table.head)]
    return [*head, _row(["---"] * len(table.head), escape=False), *map(_row, table.rows)]


def _row(cells: Sequence[str], *, escape: bool = True) -> str:
    return f"| {' | '.join(_escape(cell) if escape else cell for cell in cells)} |"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
