"""What one row of a file says of a text, whichever tool wrote it."""

from dataclasses import dataclass
from datetime import datetime

from ..errors import CoreError


class RowError(CoreError):
    """One row cannot be used; the message says why, the reader knows where."""

    code = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a label, long ago."""

    from_label: str
    to_label: str
    by: str
    """User name; empty if it was a command."""
    at: datetime
    channel: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What our own exports alone know of an example."""

    is_test: bool
    kept_label: str
    created_at: datetime
    updated_at: datetime
    changes: tuple[Change, ...] = ()
    """Oldest first; empty too where a format cannot carry them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One text of a file; nothing is checked but its types."""

    text: str
    labels: tuple[str, ...] = ()
    """In lower case, each once; none if nobody labelled it."""
    skip: str = ""
    """Why the tool's own marks say not to take it; empty if they do not."""
    suggestion: str = ""
    """What a model of that tool says; empty if none did."""
    id: str = ""
    domain: str = ""
    source: str = ""
    notes: str = ""
    occupation: str = ""
    facets: tuple[str, ...] = ()
    past: Past | None = None
