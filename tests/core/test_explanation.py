import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.core.highlighting import highlight

WORDS = ["negotiate", "renewal", "the", "price", "campaign", "zzqx", "client's", "2024", "ads,"]


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_contributions_and_intercept_add_up_to_the_score(small_training, text):
    model = small_training.model
    explanation = model.explain(text)
    np.testing.assert_allclose(explanation.scores, model.scores([text])[0], rtol=0, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(text=st.text())
def test_the_pieces_are_the_text(small_training, text):
    explanation = small_training.model.explain(text)
    assert "".join(piece.text for piece in highlight(explanation)) == explanation.text


def test_taking_the_strongest_word_out_moves_the_score_its_way(small_training):
    model = small_training.model
    text = "Negotiate the renewal price with the client"
    explanation = model.explain(text)
    sales = explanation.contributions[:, 2]
    word = explanation.words[int(sales.argmax())]
    without = text[: word.start] + text[word.end :]
    assert model.scores([without])[0, 2] < model.scores([text])[0, 2]


@pytest.mark.parametrize("text", ["", "🙂", "的", "zzzz qqqq"])
def test_texts_without_known_words_are_explained_by_the_intercept(small_training, text):
    explanation = small_training.model.explain(text)
    np.testing.assert_allclose(
        explanation.scores, small_training.model.scores([text])[0], atol=1e-9
    )
