import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.core.labels import Outcome
from classifier.exceptions import InvalidInput
from classifier.services.classification import classify, mix


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=60))
def test_the_mix_adds_up_to_a_hundred(outcomes):
    shares = mix(outcomes)
    assert sum(shares.values()) == 100
    assert set(shares) == {str(outcome) for outcome in outcomes}
    assert all(share >= 0 for share in shares.values())


def test_the_bad_text_of_several_is_named(version):
    with pytest.raises(InvalidInput, match="Text 2: Enter some text"):
        classify(["Call clients", " "])


def test_answers_carry_the_version_and_the_normal_form(version):
    [one] = classify(["  Call\u00a0clients "])
    assert (one.version, one.text) == (1, "Call clients")
