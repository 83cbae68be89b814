from datetime import UTC, date, datetime

import pytest
from django.test import override_settings

from classifier.models import Activation, ModelVersion
from classifier.services.diary import live_on


@pytest.fixture
def history(version) -> None:
    """Version 1 from 2 March noon; 2 from 3 March 9:00; back to 1 at 15:00."""
    twin = ModelVersion.objects.get()
    twin.pk, twin.number, twin.is_active = None, 2, False
    twin.save()
    Activation.objects.all().delete()
    one, two = ModelVersion.objects.order_by("number")
    for version_, previous, day, hour in ((one, None, 2, 12), (two, one, 3, 9), (one, two, 3, 15)):
        entry = Activation.objects.create(version=version_, previous=previous, kind="activate")
        at = datetime(2026, 3, day, hour, tzinfo=UTC)
        Activation.objects.filter(pk=entry.pk).update(activated_at=at)


def spans(day: date) -> list[tuple[int, int, int]]:
    return [(one.version.number, one.since.hour, one.until.hour) for one in live_on(day)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 1), []),
        (date(2026, 3, 2), [(1, 12, 0)]),
        (date(2026, 3, 3), [(1, 0, 9), (2, 9, 15), (1, 15, 0)]),
        (date(2026, 3, 4), [(1, 0, 0)]),
        (date(2999, 1, 1), []),
        (date.max, []),
        (date.min, []),
    ],
)
def test_the_diary_says_what_was_live_at_each_moment_of_a_day(history, day, expected):
    assert spans(day) == expected


@override_settings(TIME_ZONE="Pacific/Auckland")
def test_a_day_is_the_sites_own_day(history):
    from django.utils import timezone

    timezone.deactivate()
    assert [one.version.number for one in live_on(date(2026, 3, 4))] == [2, 1]
    assert not live_on(date.min)
