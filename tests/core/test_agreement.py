import pytest

from classifier.core.agreement import kappa


def test_kappa_is_agreement_beyond_chance():
    first = ["sales", "sales", "marketing", "marketing"]
    assert kappa(first, first) == 1
    assert kappa(first, ["sales", "marketing", "sales", "marketing"]) == 0
    assert kappa(first, ["sales", "marketing", "marketing", "marketing"]) == pytest.approx(0.5)


def test_kappa_is_unknown_where_chance_would_agree_as_well():
    assert kappa([], []) is None
    assert kappa(["sales", "sales"], ["sales", "sales"]) is None
