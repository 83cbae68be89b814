import numpy as np

from classifier.core import Label
from classifier.core.doubt import doubts

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


def test_tables_without_shared_rows_have_doubts_too():
    levels, others = doubts(np.array([MARKETING]), np.array([0.0]), [Label.NEITHER])
    assert levels[0] > 0.9
    assert others == [Label.MARKETING]
