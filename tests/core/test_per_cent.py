"""Shares as people read them."""

import pytest

from classifier.core.per_cent import name_per_cent


@pytest.mark.parametrize(
    ("share", "named"),
    [
        (0, "0 %"),
        (0.004, "< 1 %"),
        (0.5, "50 %"),
        (0.9949, "> 99 %"),
        (0.9999, "> 99 %"),
        (1, "100 %"),
    ],
)
def test_nothing_is_called_certain_that_is_not(share, named):
    assert name_per_cent(share) == named
