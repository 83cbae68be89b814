"""Examples that came of a candidate and go back to being one."""

from django.db import transaction

from classifier.exceptions import Conflict
from classifier.models import Candidate, Example

from .staleness import stale, untouched


def withdraw_example(example: Example, *, label: str) -> Candidate:
    """Delete an example just labelled and let its candidate wait again.

    Raises Conflict if the example has another label than `label` or was changed since, or if it
    came of no candidate: then nothing tells what to go back to.
    """
    candidate = Candidate.objects.filter(example=example).first()
    if candidate is None:
        raise Conflict(
            f"Example {example.pk} had no label before. Delete it, if it should not be there."
        )
    with transaction.atomic():
        rows = untouched(Example.objects.select_for_update().filter(pk=example.pk), label=label)
        if not rows.exists():
            raise stale(example.pk, seen={"label": label})
        Candidate.objects.filter(pk=candidate.pk).update(
            state=Candidate.State.WAITING, reviewed_by=None, reviewed_at=None, example=None
        )
        rows.delete()
    candidate.refresh_from_db()
    return candidate
