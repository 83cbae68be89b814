import numpy as np
import pytest

from classifier.core import Label, Outcome
from classifier.core.evaluation import calibration_error, evaluate


def test_the_figures_of_a_small_table():
    labels = [Label.MARKETING, Label.SALES, Label.NEITHER, Label.SHARED, Label.SALES]
    rows = np.array(
        [[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1], [0.4, 0.2, 0.4], [0.5, 0.1, 0.4]]
    )
    outcomes = [Outcome.MARKETING, Outcome.SALES, Outcome.UNSURE, Outcome.SHARED, Outcome.MARKETING]
    figures = evaluate(labels, rows, outcomes)
    assert figures.n == 5
    assert figures.accuracy_binary == pytest.approx(2 / 3)
    assert figures.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert figures.coverage == pytest.approx(3 / 4)
    assert figures.answered_accuracy == pytest.approx(2 / 3)
    assert figures.shared_recall == 1
    assert figures.confusion["sales"]["marketing"] == 1
    assert figures.per_label["sales"]["recall"] == pytest.approx(0.5)


def test_figures_without_rows_are_none():
    figures = evaluate([Label.SHARED], np.array([[0.5, 0.1, 0.4]]), [Outcome.SALES])
    assert figures.macro_f1 is figures.coverage is figures.ece is None
    assert figures.shared_recall == 0


def test_calibration_error_is_the_gap_of_confidence_and_accuracy():
    truth = np.array([0] * 7 + [1] * 3)
    rows = np.tile([0.9, 0.05, 0.05], (10, 1))
    assert calibration_error(truth, rows) == pytest.approx(0.2)
