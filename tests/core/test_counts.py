import numpy as np

from classifier.core import out_of_fold
from classifier.core.counts import Counts
from classifier.core.pipeline import Parameters, build_pipeline

from ..corpus import small_corpus

TEXTS = [one.text for one in small_corpus()]


def same(one, two):
    np.testing.assert_array_equal(one.toarray(), two.toarray())


def test_counts_fit_a_pipeline_as_its_own_counting_would():
    first, second = (build_pipeline(Parameters())["features"] for _ in range(2))
    same(Counts.of(TEXTS).fit(first), second.fit_transform(TEXTS))
    same(first.transform(["Call lapsed clients"]), second.transform(["Call lapsed clients"]))


def test_some_rows_are_weighed_as_if_there_were_no_others():
    train, test = np.arange(0, 300), np.arange(300, len(TEXTS))
    features = build_pipeline(Parameters())["features"]
    learned, unseen = Counts.of(TEXTS).weigh(train, test)
    same(learned, features.fit_transform(TEXTS[:300]))
    same(unseen, features.transform(TEXTS[300:]))


def test_where_no_pair_stands_in_two_texts_those_of_one_are_counted():
    counts = Counts.of(["Call clients", "Brand films", "Book rooms"])
    assert len(counts.vectorisers["distant"].vocabulary_) == 6
    learned, unseen = counts.weigh(np.array([0, 1]), np.array([2]))
    assert learned.shape[1] == unseen.shape[1]


def test_many_texts_are_left_out_in_fewer_groups(monkeypatch):
    rows, stages = small_corpus(), []
    counts = Counts.of(TEXTS)

    def folds(most: int) -> int:
        monkeypatch.setattr(out_of_fold, "MOST_FITTED", most)
        scores = out_of_fold.score_out_of_fold(
            rows, counts, Parameters(), progress=lambda *stage: stages.append(stage), jobs=1
        )
        assert len(scores.rows) == len(rows)
        return int(stages[-1][2])

    assert folds(7 * len(rows)) == 7
    assert folds(6 * len(rows)) == 6
    assert folds(1) == out_of_fold.LEAST_FOLDS
