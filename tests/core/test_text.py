import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.core.errors import TextError
from classifier.core.text import MAX_TEXT, check_text, normalise, text_key


@pytest.mark.parametrize("text", ["", "   \n\t", "\u200b\u200d\ufeff"])
def test_nothing_to_read_is_refused(text):
    with pytest.raises(TextError) as refusal:
        check_text(text)
    assert refusal.value.code == "empty"


@pytest.mark.parametrize("text", ["call\x00clients", "call " + chr(0xD800), "call \ufffd"])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(TextError) as refusal:
        check_text(text)
    assert refusal.value.code == "not_text"


def test_the_limit_is_named():
    assert check_text("x" * MAX_TEXT)
    with pytest.raises(TextError, match="20,001 characters; the limit is 20,000"):
        check_text("x" * (MAX_TEXT + 1))


def test_the_limit_holds_for_what_is_written_out_too():
    assert check_text("\ufdfa" * 1_000)  # each stands for 18 characters
    with pytest.raises(TextError, match="36,000 characters once each of its signs is written out"):
        check_text("\ufdfa" * 2_000)


@pytest.mark.parametrize(
    "twin",
    [
        "call  CLIENTS",
        " Call clients. ",
        "Call clients!",
        "\u201cCall clients\u201d",
        "Call\u200b clients",
    ],
)
def test_twins_share_a_key(twin):
    assert text_key(twin) == text_key("Call clients")


def test_composed_and_decomposed_letters_share_a_key():
    assert text_key("Caf\u00e9 leaflets") == text_key("Cafe\u0301 leaflets")


def test_texts_of_symbols_alone_keep_their_difference():
    assert text_key("👍") != text_key("👎")


@given(st.text())
def test_normal_form_is_stable(text):
    assert normalise(normalise(text)) == normalise(text)
