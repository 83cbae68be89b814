"""A text is found however it is written, and where the program has cut it off."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User

from classifier.models import Example, PlanChange, Scenario
from classifier.services import labelling
from classifier.services.erasing import erase_text, find_text

from ..plans import make_plan

LONG = (
    "Ring back every customer whose policy ends in spring, beginning with Jane Margaret Doe, "
    "and offer her the renewal."
)


def logged(by: User, text: str) -> LogEntry:
    """Return the line that the admin writes when an example is changed."""
    shown = str(Example(text=text))
    return LogEntry.objects.create(user=by, object_repr=shown, action_flag=CHANGE)


@pytest.mark.parametrize("part", [LONG, LONG.upper(), "Jane  margaret Doe"])
def test_the_beginning_of_a_long_text_goes_from_the_log(alice, part):
    labelling.add_example(text=LONG, label="sales")
    line = logged(alice, LONG)
    assert line.object_repr.endswith("with Jane Marga…")
    erase_text(part, by=alice)
    line.refresh_from_db()
    assert line.object_repr == "[erased]"


def test_what_begins_otherwise_or_has_too_few_letters_stays(alice):
    logged(alice, LONG.replace("spring", "autumn"))
    logged(alice, "Ring back every customer")
    few = f"{'Send the letter to all who moved.':<74}{LONG}"
    assert logged(alice, few).object_repr.endswith("Ring …")
    labelling.add_example(text=LONG, label="sales")
    assert find_text(LONG).counts == {"Example: text": 1}


def test_an_ellipsis_that_somebody_wrote_is_no_cut(alice):
    labelling.add_example(text=LONG, label="sales")
    other = labelling.add_example(text="Ring back every customer…", label="sales")
    erase_text(LONG, by=alice)
    assert list(Example.objects.all()) == [other]


def test_a_note_that_fills_its_column_is_cut_off(alice, version):
    make_plan(alice)
    note = "Jane Margar".rjust(300, "-")
    PlanChange.objects.create(scenario=Scenario.objects.get(), kind="map owners", rows=1, note=note)
    assert find_text("Jane Margaret Doe").counts == {"Plan change: note": 1}
