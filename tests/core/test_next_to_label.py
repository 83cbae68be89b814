from random import Random

import numpy as np
import pytest

from classifier.core.next_to_label import next_to_label

PARAPHRASES = """
Call lapsed customers to win them back
Ring up former clients and ask them to return
Telephone people who stopped buying
Reach out to churned accounts
Reactivate dormant buyers by phone
Win back lost business
Persuade former customers to come back
Get old clients ordering again
Contact inactive accounts about buying again
Revive relationships with past buyers
Phone those who left us
Recover customers who went elsewhere
Win over shoppers who drifted away
Follow up with clients that cancelled
Bring back lost customers with an offer
Dial former subscribers to win their custom back
Coax lapsed clients into ordering
Speak with lost accounts on returning
Regain departed clients
Make calls to win lost customers back
Try to bring back clients that have gone quiet
Ask previous buyers to order once more
Call on customers we lost
Reconnect with lapsed accounts
Entice former buyers back
Chase lapsed accounts by phone
Talk departed customers into ordering again
Woo back old customers
Get in touch with customers who no longer order
Ring lapsed buyers
""".strip().splitlines()

DISTINCT = """
Reconcile supplier invoices with the ledger
Write adverts for the spring catalogue
Mop the warehouse floor after closing
Design the stand for a trade fair
Negotiate the terms of a framework contract
Assemble gearboxes from drawings
Feed the horses before dawn
Draft the quarterly tax return
Plan the media budget for television
Demonstrate the software to a prospect
Install solar panels on roofs
Train apprentices in welding
Translate the user manual into French
Measure brand awareness by survey
Qualify inbound leads from the website
Test blood samples for glucose
Repair broken elevators
Schedule buses for the night shift
Post photographs on social networks
Upsell maintenance plans during visits
Inspect bridges for cracks
Interview candidates for the kitchen
Model the price elasticity of perfume
Set quotas for regional teams
Grade essays of second-year students
Prune apple trees in winter
Brief the agency on a new logo
Close deals at the end of the month
Encrypt backups of the database
Sing lullabies to toddlers
""".strip().splitlines()


def first_ten(seed: int, **more) -> list[str]:
    texts = [*PARAPHRASES, *DISTINCT]
    Random(seed).shuffle(texts)
    return [texts[row] for row in next_to_label(texts, **more)[:10]]


@pytest.mark.parametrize("seed", range(10))
def test_of_30_paraphrases_and_30_distinct_texts_the_first_ten_hold_two_at_most(seed):
    first = first_ten(seed)
    assert sum(text in PARAPHRASES for text in first) <= 2


def test_that_holds_beside_labelled_texts_too():
    first = first_ten(0, labelled=["Call lapsed customers", "Feed the pigs before dawn"])
    assert sum(text in PARAPHRASES for text in first) <= 2


def test_near_twins_come_after_everything_else():
    twins = [f"Send the newsletter to {count} customers" for count in range(20, 30)]
    texts = [*twins, *DISTINCT]
    order = next_to_label(texts)
    places = sorted(int(place) for place, row in enumerate(order) if row < len(twins))
    assert places[1:] == list(range(len(texts) - 9, len(texts)))


def test_the_uncertain_come_first():
    unsure = [0.05] * 29 + [0.95]
    assert next_to_label(DISTINCT, uncertainty=unsure)[0] == 29


def test_what_is_like_a_labelled_text_comes_last():
    order = next_to_label(DISTINCT, labelled=["Feeds horses before the dawn"])
    assert DISTINCT[order[-1]] == "Feed the horses before dawn"


def test_beyond_the_picked_places_texts_like_one_another_are_spread_out():
    texts = [*DISTINCT[:4], *(f"Send newsletter {n} to customers" for n in range(6)), *DISTINCT[4:]]
    order = next_to_label(texts, picked=6)
    assert sorted(order) == list(range(len(texts)))
    letters = "".join("t" if 4 <= row < 10 else "d" for row in order)
    assert "tttttt" not in letters


@pytest.mark.parametrize("texts", [[], ["One"], ["One", "One"], ["?", "!"]])
def test_few_and_odd_texts_are_ordered_too(texts):
    assert sorted(next_to_label(texts)) == list(range(len(texts)))


def test_the_order_is_the_same_each_time():
    texts = [f"{one} and {other}" for one in DISTINCT for other in DISTINCT[:20]]
    assert np.array_equal(next_to_label(texts, picked=20), next_to_label(texts, picked=20))
