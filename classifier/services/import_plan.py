"""What an import would do, row by row, before anything is saved."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import IO

from classifier.core.errors import TableError
from classifier.core.exchange import Entry, Limits, Record, read_records
from classifier.core.labels import Label
from classifier.core.near_duplicates import NearDuplicates
from classifier.exceptions import InvalidInput
from classifier.models import Example

from .bulk_labelling import chunks
from .candidates import CandidateRow, build_candidate
from .import_checks import check_record
from .labelling import build_example

NEAR_LIMIT = 300_000
"""How many examples, the newest first, are searched for near-duplicates."""

_CHUNK = 500


class Kind(StrEnum):
    """What a row is to the examples that are here."""

    NEW = "new"
    SAME = "same"
    CONFLICTING = "conflicting"
    NEAR = "near_duplicate"
    UNLABELLED = "unlabelled"
    SKIPPED = "skipped"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row of the file and what would become of it."""

    number: int
    kind: Kind
    reason: str = ""
    record: Record | None = None
    example: Example | None = None
    """Unsaved, if the row is new or a near-duplicate; as it is here if it conflicts."""

    @property
    def text(self) -> str:
        """The text of the row; empty if there is none that could be read."""
        return self.record.text if self.record else ""

    @property
    def label(self) -> str:
        """The label that the file gives, or a tool suggests."""
        if self.record is None:
            return ""
        return self.record.labels[0] if self.record.labels else self.record.suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """All rows of a file."""

    format: str
    rows: list[PlannedRow]

    def of(self, kind: Kind) -> list[PlannedRow]:
        """Return the rows of one kind, in the order of the file."""
        return [row for row in self.rows if row.kind is kind]

    def counts(self) -> dict[str, int]:
        """Return how many rows of each kind there are."""
        found = Counter(row.kind for row in self.rows)
        return {str(kind): found[kind] for kind in Kind}

    def fingerprint(self) -> str:
        """Return a hash that changes if another row, or another label here, would be touched."""
        digest = hashlib.sha256()
        for row in self.rows:
            here = row.example if row.kind is Kind.CONFLICTING else None
            seen = f"{here.pk} {here.label}" if here else ""
            digest.update(f"{row.number} {row.kind} {row.label} {seen}\n".encode())
        return digest.hexdigest()


def plan_import(
    file: IO[bytes], *, source: str, limits: Limits, codes: Sequence[str] = ()
) -> ImportPlan:
    """Read a file and compare it with the examples; nothing is saved.

    `source` is what examples are said to come from if the file does not say. Of O*NET's tasks
    those of occupations that begin with one of `codes` are taken; all, if there are none.

    Raises TableError if the file as a whole cannot be read.
    """
    reading = read_records(file, limits)
    planned = [_plan(entry, source) for entry in _chosen(reading.entries, codes)]
    if codes and not planned:
        raise TableError(
            f"No row of the file has an occupation code that begins with {', '.join(codes)}."
        )
    rows = _compare_nearly(_compare(planned))
    return ImportPlan(format=reading.format, rows=rows)


def _chosen(entries: Iterator[Entry], codes: Sequence[str]) -> Iterator[Entry]:
    wanted = tuple(codes)
    for entry in entries:
        if not wanted or entry.record is None or entry.record.occupation.startswith(wanted):
            yield entry


def _plan(entry: Entry, source: str) -> PlannedRow:
    """Judge a row by itself."""
    record = entry.record
    if record is None:
        return PlannedRow(number=entry.number, kind=Kind.BAD, reason=entry.error)
    record = replace(record, source=record.source or source)
    try:
        check_record(record)
        if record.skip:
            return PlannedRow(
                number=entry.number, kind=Kind.SKIPPED, reason=record.skip, record=record
            )
        if not record.labels:
            build_candidate(candidate_row(record, entry.number), record.source)
            return PlannedRow(number=entry.number, kind=Kind.UNLABELLED, record=record)
        example = build_example(
            text=record.text,
            label=Label(record.labels[0]),
            domain=record.domain,
            source=record.source,
        )
    except InvalidInput as error:
        return PlannedRow(number=entry.number, kind=Kind.BAD, reason=str(error), record=record)
    return PlannedRow(number=entry.number, kind=Kind.NEW, record=record, example=example)


def candidate_row(record: Record, number: int) -> CandidateRow:
    """Return an unlabelled record as a candidate; a suggestion that is no label of ours is left."""
    return CandidateRow(
        text=record.text,
        domain=record.domain,
        occupation=record.occupation,
        suggested_label=record.suggestion if record.suggestion in list(Label) else "",
        number=number,
    )


def _compare(rows: list[PlannedRow]) -> list[PlannedRow]:
    """Compare texts with the examples, and with earlier rows."""
    seen: dict[str, PlannedRow] = {}
    compared: list[PlannedRow] = []
    for chunk in chunks(rows, _CHUNK):
        keys = [row.example.key for row in chunk if row.example]
        here = {one.key: one for one in Example.objects.filter(key__in=keys).defer("notes")}
        for row in chunk:
            if row.example is None:
                compared.append(row)
                continue
            before = seen.setdefault(row.example.key, row)
            if before is not row:
                compared.append(_repeated(row, before))
            elif row.example.key in here:
                compared.append(_known(row, here[row.example.key]))
            else:
                compared.append(row)
    return compared


def _repeated(row: PlannedRow, before: PlannedRow) -> PlannedRow:
    if row.label == before.label:
        return replace(row, kind=Kind.SAME, reason=f"Row {before.number} has this text.")
    return replace(
        row,
        kind=Kind.BAD,
        reason=f"Row {before.number} labels the same text {before.label}, this one {row.label}.",
    )


def _known(row: PlannedRow, here: Example) -> PlannedRow:
    if row.label == here.label:
        return replace(row, kind=Kind.SAME, reason=f"It is example {here.pk} already.")
    return replace(
        row,
        kind=Kind.CONFLICTING,
        reason=f"Example {here.pk} has this text and is labelled {here.label}.",
        example=here,
    )


def _compare_nearly(rows: list[PlannedRow]) -> list[PlannedRow]:
    """Mark new rows that are nearly an example, or nearly an earlier new row."""
    places = [place for place, row in enumerate(rows) if row.kind is Kind.NEW]
    index = NearDuplicates.build([rows[place].text for place in places])
    found = index.like(_newest())
    twins = Example.objects.in_bulk(set(found.values()))
    marked = list(rows)
    for position, earlier in index.among_themselves().items():
        row, other = rows[places[position]], rows[places[earlier]]
        reason = f"It is nearly row {other.number}: “{_cut(other.text)}”, {other.label}."
        marked[places[position]] = replace(row, kind=Kind.NEAR, reason=reason)
    for position, pk in found.items():
        if twin := twins.get(pk):
            reason = f"It is nearly example {pk}: “{twin}”, {twin.label}."
            marked[places[position]] = replace(
                rows[places[position]], kind=Kind.NEAR, reason=reason
            )
    return marked


def _newest() -> Iterator[tuple[int, str]]:
    """Yield id and text of the newest examples in short reads: SQLite's writers wait for none."""
    count, last = 0, 2**63 - 1
    texts = Example.objects.order_by("-pk").values_list("pk", "text")
    while count < NEAR_LIMIT:
        page = list(texts.filter(pk__lt=last)[:5_000])
        if not page:
            return
        yield from page
        count, last = count + len(page), page[-1][0]


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
