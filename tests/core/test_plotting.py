import pytest

from classifier.core.plotting import Axis, Dot, polyline, round_range


def test_an_axis_runs_either_way():
    assert Axis(low=0, high=1, start=210, end=10).place(0.25) == 160
    assert Axis(low=0, high=2, start=0, end=10).ticks(3) == [(0, 0), (1, 5), (2, 10)]


def test_a_line_is_its_dots():
    assert polyline([Dot(1, 2), Dot(3.5, 4)]) == "1,2 3.5,4"


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([0.71, 0.88], 0.7, 0.9), ([0.95], 0.9, 1.0), ([0.0], 0.0, 0.1), ([0.2, 0.4], 0.2, 0.4)],
)
def test_ranges_end_at_round_figures(values, low, high):
    assert list(round_range(values)) == pytest.approx([low, high])
