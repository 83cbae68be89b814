"""What a version's model card says of its method and its cut-offs."""

from dataclasses import asdict

import numpy as np

from classifier.core.decision import CutOffs, Evidence, decide
from classifier.core.pipeline import BLOCKS
from classifier.services.model_card import build_card


def test_the_card_of_a_version_that_names_no_owner_says_so(version):
    version.cut_offs = asdict(CutOffs(answer=1.0, coverage=0.0))
    assert "so it names no owner" in build_card(version).as_markdown()


def test_the_card_tells_the_blocks_and_models_that_are_trained(version):
    card = build_card(version).as_markdown()
    assert set(BLOCKS) == {"words", "distant", "characters"}
    for block in ("pairs of neighbours", "two and three places apart", "sequences of 3 to 5"):
        assert block in card
    for model in ("logistic regression", "support vector machine", "naive Bayes"):
        assert model in card


def test_half_of_the_words_is_too_few_by_the_card_as_by_the_rule(version):
    [half] = decide(
        Evidence(
            probabilities=np.array([[1.0, 0.0, 0.0]]),
            shared=np.zeros(1),
            words=np.array([4]),
            known=np.array([2]),
        ),
        CutOffs(),
    )
    assert half.reason == "unknown_words"
    assert "knows no more than 50% of the words" in build_card(version).as_markdown()
