"""The review queue by keyboard alone, without script, and its pages under the strict policy."""

import pytest
from playwright.sync_api import Browser, Page

from .conftest import PASSWORD, Site, picture
from .test_accessibility import violations

pytestmark = pytest.mark.browser

ITEMS = 50
KEYS = "mshnk"

SEED = """
from django.contrib.auth.models import User
from classifier.models import Example
from classifier.models.choices import Channel
from classifier.services import labelling, second_opinions
from classifier.services.candidates import CandidateRow, add_candidates
verbs = ("Plan", "Check", "Write", "Price", "Count", "Pack", "Sell", "Draw", "Book", "Mend")
things = ("the fair", "the vans", "a leaflet", "the stock", "a bridge", "the seats")
rows = [CandidateRow(text=f"{verb} {thing}", occupation="11-2021.00")
        for verb in verbs for thing in things]
print(add_candidates(rows, "O*NET").new)
"""


@pytest.fixture(scope="module")
def candidates(site: Site) -> None:
    site.manage("shell", "-c", SEED)
    site.manage("rank_candidates")


def count(site: Site, expression: str) -> int:
    program = f"from classifier.models import *; print({expression})"
    return int(site.manage("shell", "--no-imports", "-c", program))


def test_50_items_are_labelled_by_keyboard_alone(site: Site, curator: Page, candidates):
    before = count(site, "Turn.objects.filter(outcome='labelled').count()")
    kept = count(site, "Turn.objects.filter(outcome='kept').count()")
    examples = count(site, "Example.objects.count()")
    curator.goto(f"{site.url}/admin/classifier/candidate/queue/?kind=candidate")
    picture(curator, "queue")
    for number in range(ITEMS):
        text = curator.inner_text(".desk__text")
        curator.keyboard.press(KEYS[number % len(KEYS)])
        curator.wait_for_function(
            "text => document.querySelector('.desk__text')?.innerText !== text", arg=text
        )
        assert text[:50] in curator.inner_text(".desk__said")
    done = count(site, "Turn.objects.filter(outcome='labelled').count()") - before
    done += count(site, "Turn.objects.filter(outcome='kept').count()") - kept
    assert done == ITEMS
    assert count(site, "Example.objects.count()") - examples == ITEMS
    assert f"{ITEMS} done today" in curator.inner_text(".desk__progress")

    text = curator.inner_text(".desk__text")
    curator.keyboard.press("j")
    curator.wait_for_selector(".desk__said:has-text('Skipped')")
    assert curator.inner_text(".desk__text") != text
    curator.keyboard.press("u")
    curator.wait_for_selector(".desk__said:has-text('Undone')")
    assert curator.inner_text(".desk__text") == text
    curator.keyboard.press("d")
    curator.wait_for_selector(".desk__said:has-text('Dismissed')")
    assert not site.console


def test_the_queue_works_without_script(site: Site, browser: Browser, candidates):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    page.goto(f"{site.url}/admin/classifier/candidate/queue/?kind=candidate")
    text = page.inner_text(".desk__text")
    page.click("button[value=neither]")
    assert text[:50] in page.inner_text(".messagelist")
    assert page.inner_text(".desk__text") != text
    page.click("text=Undo")
    assert page.inner_text(".desk__text") == text
    page.click("text=Show the nearest examples")
    assert page.is_visible("text=The nearest examples")
    context.close()


PAGES = {
    "queue-doubt": "candidate/queue/?kind=doubt",
    "queue-second": "candidate/queue/?kind=second",
    "queue-feedback": "candidate/queue/?kind=feedback",
    "candidates": "candidate/",
    "second-opinions": "secondopinion/",
    "agreement": "secondopinion/agreement/",
    "label-changes": "labelchange/",
    "revert-one": "labelchange/{change}/revert/",
    "revert-user": "labelchange/revert/",
    "revert-user-plan": "labelchange/revert/?user={user}&since=2020-01-01T00:00"
    "&until=2099-01-01T00:00",
    "example-change": "example/{example}/change/",
}

MORE = """
from django.contrib.auth.models import User
from classifier.models import *
from classifier.models.choices import Channel
from classifier.services import labelling, second_opinions
one, _ = User.objects.get_or_create(username="one")
two, _ = User.objects.get_or_create(username="two")
for number, row in enumerate(Example.objects.order_by("pk")[:6]):
    label = "shared" if row.label != "shared" else "sales"
    labelling.correct_label(example=row, label=label, by=one, channel=Channel.PAGE)
    second_opinions.ask_opinions(examples=[row], by=one)
    if number < 5:
        asked, said = SecondOpinion.objects.latest("pk"), "sales" if number % 2 else label
        second_opinions.give_opinion(opinion=asked.pk, by=two, label=said)
row = Example.objects.order_by("pk")[0]
labelling.correct_label(example=row, label="neither", by=two, channel=Channel.PAGE)
word = Feedback(text="Quokka", key="q", outcome="sales", label="neither",
                version=ModelVersion.objects.first())
word.save()
change = LabelChange.objects.filter(changed_by=one).first()
print(change.pk, one.pk, row.pk)
"""


@pytest.fixture(scope="module")
def places(site: Site, candidates) -> dict[str, str]:
    change, user, example = site.manage("shell", "--no-imports", "-c", MORE).split()
    return {"change": change, "user": user, "example": example}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_desk_are_accessible_and_keep_to_the_policy(site, curator, places, name):
    curator.goto(f"{site.url}/admin/classifier/{PAGES[name].format(**places)}")
    curator.wait_for_load_state("networkidle")
    picture(curator, f"desk-{name}")
    for width in (390, 1280):
        curator.set_viewport_size({"width": width, "height": 900})
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not curator.evaluate(wide), f"{name} is wider than {width} pixels"
    found = violations(site, curator)
    assert not {k: v for k, v in found.items() if "serious" in k or "critical" in k}
