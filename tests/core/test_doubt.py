from dataclasses import replace

import numpy as np
import pytest

from classifier.core import Label
from classifier.core.doubt import doubts
from classifier.core.training import train
from tests.corpus import small_corpus

SALES = [0.05, 0.05, 0.9]
MARKETING = [0.9, 0.05, 0.05]


def test_a_label_the_model_contradicts_is_more_doubtful_than_one_it_shares():
    levels, others = doubts(
        np.array([SALES, SALES]), np.array([0.1, 0.1]), [Label.MARKETING, Label.SALES]
    )
    assert levels[0] > 0.5 > levels[1]
    assert others[0] is Label.SALES


def test_rows_labelled_shared_are_measured_by_their_fellows():
    shared = np.array([0.3] * 19 + [0.001, 0.3])
    labels = [Label.SHARED] * 20 + [Label.MARKETING]
    levels, _ = doubts(np.array([SALES] * 20 + [SALES]), shared, labels)
    assert (levels[:19] < 0.5).all()
    assert levels[19] > 0.9
    assert levels[20] > 0.5


def test_a_row_labelled_shared_that_looks_like_nobodys_work_is_doubted():
    neither = [0.05, 0.9, 0.05]
    labels = [Label.SHARED] * 20
    levels, others = doubts(np.array([SALES] * 19 + [neither]), np.array([0.3] * 20), labels)
    assert levels[19] > 0.8 > levels[:19].max()
    assert others[19] is Label.NEITHER


def test_tables_without_shared_rows_have_doubts_too():
    levels, others = doubts(np.array([MARKETING]), np.array([0.0]), [Label.NEITHER])
    assert levels[0] > 0.9
    assert others == [Label.MARKETING]


@pytest.mark.parametrize("share", [3, 1], ids=["a third", "all"])
def test_texts_without_a_domain_are_doubted_but_not_measured(share):
    corpus = [
        replace(one, id=number, domain="" if number % share == 0 else one.domain)
        for number, one in enumerate(small_corpus())
    ]
    loose = [one.id for one in corpus if not one.domain]
    flipped = loose[:: len(loose) // 10][:10]
    labels = list(Label)
    for number, row in enumerate(flipped):
        place = labels.index(corpus[row].label) + 1 + number % 3
        corpus[row] = replace(corpus[row], label=labels[place % 4])
    trained = train(corpus, fast=True)
    doubts_of = {one.id: one.doubt for one in trained.judged if one.id in set(loose)}
    assert set(doubts_of) == set(loose)
    first = sorted(loose, key=lambda row: -doubts_of[row])[: len(loose) // 5]
    assert len(set(first) & set(flipped)) >= 5  # two by chance
    measured = trained.cross_validation.n if trained.cross_validation else 0
    assert measured <= len(corpus) - len(loose)
