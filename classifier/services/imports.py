"""Imports of examples: a file is uploaded and reported on, then confirmed or forgotten."""

import io
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from classifier.core.errors import TableError
from classifier.core.exchange import Limits
from classifier.core.exchange.onet import parse_codes
from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import ExampleImport

from .candidates import store_candidates
from .file_names import shown_name
from .import_plan import ImportPlan, plan_import
from .import_report import report
from .import_save import (
    ImportChoices,
    ImportCounts,
    check_choices,
    save_examples,
    unlabelled,
)
from .room import check_room

UPLOAD = Limits(size=10_000_000, rows=50_000)
"""What may be uploaded to a page."""

COMMAND = Limits(size=500_000_000, rows=500_000)
"""What a command may import: whoever runs it owns the machine's memory."""

KEEP = timedelta(hours=1)
"""How long an upload waits to be confirmed."""

WAITING_EACH = 5
"""Uploads of one person that may wait at once."""

RESTORE = "classifier.restore_example"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImport:
    """What an import of a file by command found, and what it saved if it was no dry run."""

    plan: ImportPlan
    counts: ImportCounts | None


def request_import(*, file: IO[bytes], name: str, codes: str, by: User) -> ExampleImport:
    """Report on a file and keep it, for its uploader alone, until it is confirmed.

    Raises InvalidInput, with nothing kept, if the file as a whole cannot be read or too many
    files of this person wait already; OutOfSpace if the disk is nearly full.
    """
    check_room()
    forget_expired()
    if _waiting(by).count() >= WAITING_EACH:
        raise InvalidInput(
            f"{WAITING_EACH} of your files wait to be confirmed. Confirm or discard one first."
        )
    shown = shown_name(name)
    plan = _plan(file, source=shown, codes=codes, limits=UPLOAD)
    file.seek(0)
    return ExampleImport.objects.create(
        name=shown,
        format=plan.format,
        codes=codes,
        content=file.read(),
        report=report(plan, restores=by.has_perm(RESTORE)),
        fingerprint=plan.fingerprint(),
        created_by=by,
        expires_at=timezone.now() + KEEP,
    )


def find_import(*, pk: UUID, by: User) -> ExampleImport:
    """Return an import of this person's; raises NotFound for others' and forgotten ones."""
    forget_expired()
    found = ExampleImport.objects.filter(pk=pk, created_by=by).defer("content").first()
    if found is None:
        raise NotFound("There is no such import of yours. Uploads are kept for an hour.")
    return found


def confirm_import(*, pk: UUID, choices: ImportChoices, by: User) -> ExampleImport:
    """Save what the report said, as the person chose.

    Raises
    ------
    NotFound
        If the upload is not theirs, or was forgotten.
    InvalidInput
        If rows are bad and nobody said to leave them out.
    Conflict
        If it was confirmed already, or the examples changed since the report: then the report
        is made anew and nothing is saved.
    OutOfSpace
        If the disk is nearly full; the upload waits on.
    """
    check_room()
    found = find_import(pk=pk, by=by)
    if not found.is_waiting or found.content is None:
        raise Conflict("This import was confirmed already.")
    plan = _plan(io.BytesIO(found.content), source=found.name, codes=found.codes, limits=UPLOAD)
    check_choices(plan, choices)
    restore = by.has_perm(RESTORE)
    if plan.fingerprint() != found.fingerprint:
        _renew(found, plan, restore)
        raise Conflict(
            "The examples changed since this report was made. Nothing was saved; "
            "the report is new, look at it again."
        )
    waiting = unlabelled(plan, choices=choices)
    with transaction.atomic():
        _finish(found, plan)
        added, relabelled = save_examples(
            plan, choices=choices, by=by, reason=f"import of {found.name}", restore=restore
        )
        candidates = sum(store_candidates(one).new for one in waiting)
    counts = ImportCounts(added=added, relabelled=relabelled, candidates=candidates)
    found.report = {"counts": plan.counts(), "saved": counts.as_dict()}
    found.save(update_fields=["report"])
    _log.info("%s imported a file: %s", by.get_username(), counts)
    return found


def discard_import(*, pk: UUID, by: User) -> None:
    """Forget an upload that waits; raises NotFound if it is not theirs, Conflict if it is done."""
    found = find_import(pk=pk, by=by)
    if not ExampleImport.objects.filter(pk=found.pk, state=ExampleImport.State.WAITING).delete()[0]:
        raise Conflict("This import was confirmed already.")


def forget_expired() -> int:
    """Delete the uploads that waited too long; return how many there were."""
    return expired_imports().delete()[0]


def expired_imports() -> QuerySet[ExampleImport]:
    """Return the uploads that waited too long."""
    waiting = ExampleImport.objects.filter(state=ExampleImport.State.WAITING)
    return waiting.filter(expires_at__lt=timezone.now())


def import_file(
    *, file: IO[bytes], name: str, codes: str, choices: ImportChoices, dry_run: bool
) -> FileImport:
    """Import a file by command, or with `dry_run` only say what that would do.

    Dates, test rows and history of our own exports are restored. Raises what
    `confirm_import` raises; then nothing is saved.
    """
    shown = shown_name(name)
    plan = _plan(file, source=shown, codes=codes, limits=COMMAND)
    if dry_run:
        return FileImport(plan=plan, counts=None)
    check_room()
    check_choices(plan, choices)
    waiting = unlabelled(plan, choices=choices)
    with transaction.atomic():
        added, relabelled = save_examples(
            plan, choices=choices, by=None, reason=f"import of {shown}", restore=True
        )
        record = ExampleImport(name=shown, format=plan.format, codes=codes)
        record.report, record.fingerprint = {"counts": plan.counts()}, plan.fingerprint()
        record.state, record.confirmed_at = ExampleImport.State.DONE, timezone.now()
        record.save()
        candidates = sum(store_candidates(one).new for one in waiting)
    counts = ImportCounts(added=added, relabelled=relabelled, candidates=candidates)
    record.report["saved"] = counts.as_dict()
    record.save(update_fields=["report"])
    return FileImport(plan=plan, counts=counts)


def _plan(file: IO[bytes], *, source: str, codes: str, limits: Limits) -> ImportPlan:
    try:
        return plan_import(file, source=source[:40], limits=limits, codes=parse_codes(codes))
    except TableError as error:
        raise InvalidInput(str(error)) from error


def _waiting(by: User) -> Any:
    return ExampleImport.objects.filter(created_by=by, state=ExampleImport.State.WAITING)


def _renew(found: ExampleImport, plan: ImportPlan, restores: bool) -> None:
    found.report = report(plan, restores=restores)
    found.fingerprint = plan.fingerprint()
    found.save(update_fields=["report", "fingerprint"])


def _finish(found: ExampleImport, plan: ImportPlan) -> None:
    """Claim the import for this click: of two, one goes on."""
    claimed = ExampleImport.objects.filter(
        pk=found.pk, state=ExampleImport.State.WAITING, content__isnull=False
    ).update(
        state=ExampleImport.State.DONE,
        content=None,
        expires_at=None,
        confirmed_at=timezone.now(),
        report={"counts": plan.counts()},
    )
    if not claimed:
        raise Conflict("This import was confirmed already.")
    found.state, found.content = ExampleImport.State.DONE, None
    found.confirmed_at, found.expires_at = timezone.now(), None
