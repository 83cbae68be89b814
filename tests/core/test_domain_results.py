import numpy as np
import pytest

from classifier.core import Label
from classifier.core.domain_results import bootstrap, measure_domains, read_results
from classifier.core.evaluation import evaluate
from classifier.core.labels import Outcome

LABELS = [Label(name) for name in ("marketing", "sales", "neither", "shared")]


@pytest.fixture
def rows():
    """Six hundred rows of thirty domains, of which some three in four are judged right."""
    random = np.random.default_rng(1)
    labels = [LABELS[number] for number in random.integers(0, 4, 600)]
    probabilities = random.dirichlet([1, 1, 1], 600)
    order = {"marketing": 0, "neither": 1, "sales": 2}
    for row, label in zip(probabilities, labels, strict=True):
        if label in order and random.random() < 0.6:
            place = row.argmax()
            row[[place, order[label]]] = row[[order[label], place]]
    outcomes = [list(Outcome)[number] for number in random.integers(0, 5, 600)]
    domains = [f"domain {number}" for number in random.integers(0, 30, 600)]
    return domains, labels, probabilities, outcomes


def test_domains_add_up_to_the_whole(rows):
    domains, labels, probabilities, outcomes = rows
    results = measure_domains(*rows)
    figures = evaluate(labels, probabilities, outcomes)
    n = sum(result.n for result in results)
    assert n == sum(label is not Label.SHARED for label in labels)
    assert [result.domain for result in results] == sorted(set(domains))
    answered = sum(result.answered for result in results)
    assert answered / n == pytest.approx(figures.coverage)
    right = sum(result.answered_right for result in results)
    assert right / answered == pytest.approx(figures.answered_accuracy)


def test_intervals_hold_the_figures_and_are_the_same_each_time(rows):
    results = measure_domains(*rows)
    _, labels, probabilities, outcomes = rows
    figures = evaluate(labels, probabilities, outcomes).as_dict()
    intervals = bootstrap(results)
    for name, interval in intervals.items():
        assert interval.low < figures[name] < interval.high
        assert interval.high - interval.low < 0.15
    assert bootstrap(results) == intervals


def test_equal_domains_leave_no_doubt(rows):
    [first, *_] = measure_domains(*rows)
    for interval in bootstrap([first, first, first]).values():
        assert interval.low == pytest.approx(interval.high)


def test_one_domain_or_none_gives_no_interval(rows):
    assert not bootstrap([])
    assert not bootstrap(measure_domains(*rows)[:1])
    assert not measure_domains([], [], np.empty((0, 3)), [])


def test_results_survive_being_stored(rows):
    results = measure_domains(*rows)
    assert read_results([result.as_dict() for result in results]) == results
