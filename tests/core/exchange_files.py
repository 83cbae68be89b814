"""How the tests of exchanged files read them."""

import io
import json
from typing import Any

from classifier.core.exchange import Limits, Reading, Record, read_records

LIMITS = Limits(size=10_000_000, rows=50_000)


def reading(content: bytes | str) -> Reading:
    raw = content if isinstance(content, bytes) else content.encode()
    return read_records(io.BytesIO(raw), LIMITS)


def records(content: bytes | str) -> list[Record]:
    entries = list(reading(content).entries)
    assert not [entry.error for entry in entries if entry.error]
    return [entry.record for entry in entries if entry.record]


def refusals(content: bytes | str) -> list[tuple[int, str]]:
    return [(entry.number, entry.error) for entry in reading(content).entries if entry.error]


def lines(*values: Any) -> str:
    return "\n".join(json.dumps(value) for value in values)
