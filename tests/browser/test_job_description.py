"""A job description: its duties, and what a click leaves out."""

import pytest

from .conftest import picture

pytestmark = pytest.mark.browser

ADVERT = """Marketing Executive (Retail)

About us
We are a family firm that has made oak furniture since 1962.

What you will do
- Plan and schedule our social media posts
- Write the monthly e-mail newsletter
- Brief the agency on the autumn campaign
- Measure which adverts bring visitors to the showroom
- Ring trade customers who have not ordered for six months
- Quote prices to hotel buyers and chase their signature
- Keep the petty cash book
- Agree with the sales team which enquiries are worth a visit

What we are looking for
- Two years in a similar role
- A full driving licence

Benefits
- 25 days' holiday
- Staff discount

We are an equal opportunities employer."""


def test_a_click_leaves_a_line_out_and_the_mix_follows(visitor):
    visitor.fill("textarea", ADVERT)
    visitor.click("text=Who owns it?")
    visitor.get_by_role("heading", name="8 tasks").wait_for()
    picture(visitor, "job-description")
    shares = visitor.get_by_label("The mix")
    before = shares.inner_text()
    visitor.get_by_label("Keep the petty cash book", exact=True).uncheck()
    visitor.locator("tr.left-out", has_text="Keep the petty cash book").wait_for()
    assert shares.inner_text() != before
    assert _total(shares.inner_text()) == 100
    visitor.get_by_label("Staff discount", exact=False).check()
    visitor.locator("th", has_text="Staff discount").wait_for()
    assert _total(shares.inner_text()) == 100
    picture(visitor, "job-description-changed")


def _total(mix: str) -> int:
    return sum(int(word) for word in mix.split() if word.isdecimal())
