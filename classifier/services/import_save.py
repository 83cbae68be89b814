"""A plan made true: examples added and corrected, all or none; then the candidates."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from classifier.core.exchange import Past
from classifier.exceptions import Conflict, InvalidInput
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel

from .bulk_labelling import Correction, correct_labels
from .candidates import FoundCandidates, find_candidates
from .facets import link_facets
from .import_plan import ImportPlan, Kind, PlannedRow, candidate_row

_CHUNK = 500
_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """What the person decided on reading the report."""

    take_conflicting: bool = False
    """Take the file's label where an example has another; else keep the example's."""
    leave_near: bool = False
    """Leave near-duplicates out."""
    take_unlabelled: bool = False
    """Make unlabelled rows candidates."""
    leave_bad: bool = False
    """Import the others although some rows are bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """What an import saved."""

    added: int
    relabelled: int
    candidates: int

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


def check_choices(plan: ImportPlan, choices: ImportChoices) -> None:
    """Raise InvalidInput if there are bad rows that nobody said to leave out."""
    bad = plan.of(Kind.BAD)
    if bad and not choices.leave_bad:
        named = " ".join(f"Row {row.number}: {row.reason}" for row in bad[:_NAMED])
        more = f" And {len(bad) - _NAMED:,} more." if len(bad) > _NAMED else ""
        raise InvalidInput(
            f"Nothing was saved: {len(bad):,} of {len(plan.rows):,} rows cannot be used. "
            f"{named}{more}"
        )


def save_examples(
    plan: ImportPlan, *, choices: ImportChoices, by: User | None, reason: str, restore: bool
) -> tuple[int, int]:
    """Add the new examples and correct the conflicting ones; return how many of each.

    `restore` takes dates, test-row locks and history of new examples from our own export.

    Raises Conflict, with nothing saved, if somebody changed or added such an example meanwhile.
    """
    kinds = {Kind.NEW} if choices.leave_near else {Kind.NEW, Kind.NEAR}
    new = [row for row in plan.rows if row.kind in kinds]
    try:
        with transaction.atomic():
            relabelled = 0
            if choices.take_conflicting:
                relabelled = correct_labels(
                    [
                        Correction(
                            example_id=row.example.pk, seen=row.example.label, label=row.label
                        )
                        for row in plan.of(Kind.CONFLICTING)
                        if row.example
                    ],
                    by=by,
                    channel=Channel.IMPORT,
                    reason=reason,
                )
            _add(new, by=by, reason=reason, restore=restore)
    except IntegrityError as error:
        raise Conflict(
            "Somebody added one of these texts meanwhile. Nothing was saved; "
            "look at the report again."
        ) from error
    return len(new), relabelled


def unlabelled(plan: ImportPlan, *, choices: ImportChoices) -> list[FoundCandidates]:
    """Return the unlabelled rows as candidates, by source, if they were chosen; stores nothing."""
    if not choices.take_unlabelled:
        return []
    by_source: dict[str, list[PlannedRow]] = {}
    for row in plan.of(Kind.UNLABELLED):
        if row.record:
            by_source.setdefault(row.record.source, []).append(row)
    return [
        find_candidates(
            (candidate_row(row.record, row.number) for row in rows if row.record), source
        )
        for source, rows in by_source.items()
    ]


def _add(rows: Sequence[PlannedRow], *, by: User | None, reason: str, restore: bool) -> None:
    pairs = [(row.example, row.record) for row in rows if row.example and row.record]
    for example, record in pairs:
        example.notes, example.updated_by = record.notes, by
        if restore and record.past:
            example.is_test = record.past.is_test
            example.kept_label = record.past.kept_label
    Example.objects.bulk_create([example for example, _ in pairs], batch_size=_CHUNK)
    link_facets(
        [(example, record.facets) for example, record in pairs],
        names=[name for _, record in pairs for name in record.facets],
    )
    if restore:
        _restore([(example, record.past) for example, record in pairs if record.past])
    if by:
        fresh = [example for example, record in pairs if not (restore and record.past)]
        _sign(fresh, by=by, reason=reason)


def _sign(examples: Sequence[Example], *, by: User, reason: str) -> None:
    """Remember who brought the first labels."""
    LabelChange.objects.bulk_create(
        (
            LabelChange(
                example=example,
                to_label=example.label,
                changed_by=by,
                channel=Channel.IMPORT,
                reason=reason,
            )
            for example in examples
        ),
        batch_size=_CHUNK,
    )


def _restore(pairs: Sequence[tuple[Example, Past]]) -> None:
    """Give new examples back the dates and the history they had."""
    users = dict(User.objects.values_list("username", "pk")) if pairs else {}
    changes: list[LabelChange] = []
    moments = []
    for example, past in pairs:
        example.created_at, example.updated_at = past.created_at, past.updated_at
        for change in past.changes:
            moments.append(change.at)
            changes.append(
                LabelChange(
                    example=example,
                    from_label=change.from_label,
                    to_label=change.to_label,
                    changed_by_id=users.get(change.by),
                    channel=change.channel,
                    reason=change.reason,
                )
            )
    # Saving a row stamps it with now, so the old dates can only be written in a second step.
    Example.objects.bulk_update(
        [example for example, _ in pairs], ["created_at", "updated_at"], batch_size=_CHUNK
    )
    LabelChange.objects.bulk_create(changes, batch_size=_CHUNK)
    for stored, moment in zip(changes, moments, strict=True):
        stored.changed_at = moment
    LabelChange.objects.bulk_update(changes, ["changed_at"], batch_size=_CHUNK)
