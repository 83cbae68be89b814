"""One request, one effect: a repeated request with the same key gets the same answer."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from classifier.exceptions import Conflict
from classifier.models import RememberedAnswer

KEPT = timedelta(hours=24)
_LOST_AFTER = timedelta(minutes=2)
"""No request takes so long: one still unanswered then died."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A status and a body, which must hold no text that the request brought."""

    status: int
    body: dict[str, Any]


def answer_once(
    *, token: int, key: str, request: bytes, make: Callable[[], Remembered], whole: bool = True
) -> Remembered:
    """Return what `make` answers, or what it answered to the same request with this key before.

    With `whole`, what `make` writes and the answer are stored together or not at all. Refusals
    are not remembered: what was refused may be tried again.

    Raises
    ------
    Conflict
        If the key came with another request, or the same one is being worked on.
    """
    hashed = hashlib.sha256(key.encode()).hexdigest()
    digest = hashlib.sha256(request).hexdigest()
    old_answers().delete()
    held = _hold(token, hashed, digest)
    if held is None:
        return _known(token, hashed, digest)
    try:
        if not whole:
            return _keep(held, make())
        with transaction.atomic():
            return _keep(held, make())
    except BaseException:
        RememberedAnswer.objects.filter(pk=held, status__isnull=True).delete()
        raise


def old_answers() -> QuerySet[RememberedAnswer]:
    """Return the answers whose time is over."""
    return RememberedAnswer.objects.filter(created_at__lt=timezone.now() - KEPT)


def _hold(token: int, key: str, digest: str) -> int | None:
    """Take the key for this request; return None if it is taken."""
    now = timezone.now()
    try:
        with transaction.atomic():
            made = RememberedAnswer.objects.create(
                token_id=token, key=key, request=digest, created_at=now
            )
        return made.pk
    except IntegrityError:
        lost = RememberedAnswer.objects.filter(
            token=token,
            key=key,
            request=digest,
            status__isnull=True,
            created_at__lt=now - _LOST_AFTER,
        )
        taken_over = lost.values_list("pk", flat=True).first()
        return taken_over if lost.update(created_at=now) else None


def _known(token: int, key: str, digest: str) -> Remembered:
    found = RememberedAnswer.objects.filter(token=token, key=key).first()
    if found is not None and found.request != digest:
        raise Conflict("This idempotency key came with another request. Take a new key for each.")
    if found is None or found.status is None:
        raise Conflict("The same request is being worked on. Send it again in a moment.")
    return Remembered(found.status, found.body or {})


def _keep(pk: int, answer: Remembered) -> Remembered:
    RememberedAnswer.objects.filter(pk=pk).update(status=answer.status, body=answer.body)
    return answer
