"""The order of the candidates: found now and then, stored, so that the queue only reads it."""

from django.db import transaction

from classifier.core.next_to_label import next_to_label
from classifier.models import Candidate, Example

from .candidates import suggest

_CHUNK = 500


def rank_candidates() -> int:
    """Ask the active model anew about the waiting candidates and store their order.

    Return how many there are. Works with no model too: then distance alone decides.
    """
    waiting = list(Candidate.objects.filter(state=Candidate.State.WAITING).order_by("pk"))
    for start in range(0, len(waiting), _CHUNK):
        suggest(waiting[start : start + _CHUNK])
    unsure = [one.uncertainty for one in waiting]
    order = next_to_label(
        [one.text for one in waiting],
        labelled=list(Example.objects.order_by("pk").values_list("text", flat=True)),
        uncertainty=[1.0 if one is None else one for one in unsure],
    )
    for place, row in enumerate(order):
        waiting[row].rank = place
    fields = ["rank", "uncertainty", "probabilities", "suggested_label"]
    for start in range(0, len(waiting), _CHUNK):
        with transaction.atomic():
            Candidate.objects.bulk_update(waiting[start : start + _CHUNK], fields)
    return len(waiting)
