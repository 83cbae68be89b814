"""The diary: which version was live when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from classifier.models import Activation, ModelVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A version and the part of a day in which it answered."""

    version: ModelVersion
    since: datetime
    until: datetime
    """At most the end of the day, or now."""
    entry: Activation
    """The activation that made it so, on that day or before."""


def live_on(day: date) -> list[Live]:
    """Return what was live on `day`, in order; empty if nothing was active or it has not come.

    A day runs from midnight to midnight in the site's time zone.
    """
    if not date.min < day <= timezone.localdate():  # the first day may begin before all dates
        return []
    start = timezone.make_aware(datetime.combine(day, time()))
    end = min(
        timezone.make_aware(datetime.combine(day + timedelta(days=1), time())), timezone.now()
    )
    entries = Activation.objects.select_related("version", "previous", "activated_by").defer(
        *ModelVersion.heavy_of("version", "previous")
    )
    before = entries.filter(activated_at__lt=start).first()
    on_the_day = entries.filter(activated_at__gte=start, activated_at__lt=end).order_by("pk")
    found = ([before] if before and start < end else []) + list(on_the_day)
    return list(_spans(found, start, end))


def _spans(entries: list[Activation], start: datetime, end: datetime) -> Iterator[Live]:
    for number, entry in enumerate(entries, start=1):
        until = entries[number].activated_at if number < len(entries) else end
        since = max(entry.activated_at, start)
        yield Live(version=entry.version, since=since, until=until, entry=entry)
