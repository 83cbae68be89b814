import numpy as np
import pytest

from classifier.core import Label, LabelledText, Outcome, train
from classifier.core.decision import CutOffs, Evidence, Reason, decide, learn_cut_offs
from classifier.core.errors import TrainingDataError
from classifier.core.training import MIN_PER_CLASS

from ..corpus import small_corpus

ODD = ["Call clients", "", "🙂", "x" * 5000, "Ⅳ ﬁne é", "的 客户"]


def test_probabilities_are_rows_of_three_that_sum_to_one(small_training):
    rows = small_training.model.predict_proba(ODD)
    assert rows.shape == (len(ODD), 3)
    assert (rows >= 0).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1)


def test_no_texts_give_no_rows(small_training):
    assert small_training.model.predict_proba([]).shape == (0, 3)
    assert small_training.model.decide([]) == []


def test_two_trainings_of_the_same_examples_agree(small_training):
    again = train(small_corpus())
    texts = [one.text for one in small_corpus()]
    first, second = (one.model.predict_proba(texts) for one in (small_training, again))
    np.testing.assert_array_equal(first, second)
    assert again.cross_validation == small_training.cross_validation


def test_unknown_words_are_unsure(small_training):
    [decision] = small_training.model.decide(["Brainfuzz qwerty zork"])
    assert (decision.outcome, decision.reason) == (Outcome.UNSURE, Reason.UNKNOWN_WORDS)


def test_a_curated_text_is_decided_by_its_label_and_the_probabilities_stay_the_models():
    corpus = small_corpus()
    odd = LabelledText(text="Cold call lapsed accounts", label=Label.MARKETING, domain="law", id=9)
    model = train([*corpus, odd]).model
    [decision] = model.decide(["cold call lapsed ACCOUNTS."])
    assert (decision.outcome, decision.reason) == (Outcome.MARKETING, Reason.CURATED)
    [alone] = model.decide_by_score(["cold call lapsed ACCOUNTS."])
    assert (alone.sales, alone.marketing) == (decision.sales, decision.marketing)


def test_test_rows_teach_nothing():
    corpus = small_corpus()
    words = "zyzzyva quokka"
    test = [LabelledText(text=f"cold call {words}", label=Label.SALES, domain="law", id=-1)]
    taught = train(corpus, test=test).model
    plain = train(corpus).model
    np.testing.assert_array_equal(taught.predict_proba([words]), plain.predict_proba([words]))
    assert -1 in [one.id for one in taught.nearest(f"cold call {words}")]


def test_the_nearest_example_of_an_example_is_itself(small_training):
    one = small_corpus()[7]
    nearest = small_training.model.nearest(one.text)
    assert nearest[0].id == one.id
    assert nearest[0].similarity == pytest.approx(1)
    assert [n.similarity for n in nearest] == sorted((n.similarity for n in nearest), reverse=True)


def test_one_class_only_is_refused():
    rows = [one for one in small_corpus() if one.label is Label.SALES]
    with pytest.raises(TrainingDataError, match=r"All .* are labelled sales"):
        train(rows)


def test_too_few_of_a_class_is_refused_with_its_count():
    sales = [one for one in small_corpus() if one.label is Label.SALES]
    others = [one for one in small_corpus() if one.label is not Label.SALES]
    with pytest.raises(TrainingDataError, match=rf"at least {MIN_PER_CLASS}.*sales \(9\)"):
        train([*others, *sales[:9]])


@pytest.mark.parametrize(
    ("row", "more", "outcome"),
    [
        ([0.9, 0.05, 0.05], {}, Outcome.MARKETING),
        ([0.05, 0.9, 0.05], {}, Outcome.NEITHER),
        ([0.9, 0.05, 0.05], {"words": 5, "known": 1}, Outcome.UNSURE),
        ([0.9, 0.05, 0.05], {"words": 4, "known": 2}, Outcome.UNSURE),
        ([0.9, 0.05, 0.05], {"words": 5, "known": 3}, Outcome.MARKETING),
        ([0.9, 0.05, 0.05], {"words": 1}, Outcome.UNSURE),
        ([0.9, 0.05, 0.05], {"words": 0}, Outcome.UNSURE),
        ([0.9, 0.05, 0.05], {"shared": 0.5}, Outcome.SHARED),
        ([0.5, 0.05, 0.45], {}, Outcome.UNSURE),
    ],
)
def test_the_rule(row, more, outcome):
    figures = {name: np.array([value]) for name, value in {"shared": 0.1, **more}.items()}
    evidence = Evidence(probabilities=np.array([row]), **figures)
    [decision] = decide(evidence, CutOffs(answer=0.7))
    assert decision.outcome is outcome


def test_cut_offs_reach_the_target_with_the_most_answers():
    rows = np.array([[0.9, 0.05, 0.05], [0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.5, 0.4, 0.1]])
    labels = [Label.MARKETING, Label.MARKETING, Label.MARKETING, Label.SALES]
    cut_offs = learn_cut_offs(rows, np.zeros(4), labels, target_accuracy=0.95)
    assert cut_offs.answer == pytest.approx(0.6)
    assert cut_offs.coverage == pytest.approx(0.75)
    assert cut_offs.accuracy == pytest.approx(1)


def test_where_all_that_is_owned_looks_shared_nothing_is_answered():
    rows = np.tile([0.9, 0.05, 0.05], (3, 1))
    labels = [Label.MARKETING, Label.SALES, Label.SHARED]
    cut_offs = learn_cut_offs(rows, np.array([0.6, 0.7, 0.2]), labels, target_accuracy=0.95)
    assert (cut_offs.coverage, cut_offs.accuracy) == (0, None)
    [found] = decide(Evidence(probabilities=rows[:1], shared=np.zeros(1)), cut_offs)
    assert found.outcome is Outcome.UNSURE


def test_a_task_that_may_be_shared_is_answered_only_if_one_owner_is_sure_enough():
    rows = np.tile([0.9, 0.05, 0.05], (3, 1))
    cut_offs = CutOffs(answer=0.7)
    found = decide(Evidence(probabilities=rows, shared=np.array([0.1, 0.3, 0.6])), cut_offs)
    assert [one.outcome for one in found] == [Outcome.MARKETING, Outcome.UNSURE, Outcome.SHARED]
    assert found[1].confidence == pytest.approx(0.63)
    assert sum(found[1].alone.values()) + found[1].shared == pytest.approx(1)
