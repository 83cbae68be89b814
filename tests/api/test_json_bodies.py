"""Bodies that are no JSON, or JSON that means nothing: B13 to B19."""

import gzip
import json

import pytest

from .conftest import error_of

GOOD = b'{"text": "Cold call prospects"}'


def refused(response, status=400):
    assert response.status_code == status, response.content
    return error_of(response)


@pytest.mark.parametrize("body", [b"", b"{", GOOD + b"x", b"\xef\xbb\xbf" + GOOD, b" ", b"text=x"])
def test_b13_what_is_not_one_json_value_is_400(version, anyone, body):
    assert refused(anyone.post("classify", body))["code"] == "invalid_json"


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"5", b"null", b"true"])
def test_b14_what_is_no_object_is_400(version, anyone, body):
    assert refused(anyone.post("classify", body))["code"] == "invalid_json"


@pytest.mark.parametrize("value", [None, 5, {}, [], True])
def test_b15_a_text_that_is_none_is_named_with_its_kind(version, anyone, value):
    error = refused(anyone.post("classify", {"text": value}))
    assert error["field"] == "text"
    kind = {type(None): "null", int: "a number", dict: "an object", list: "a list"}
    assert kind.get(type(value), "true or false") in error["message"]


def test_b15_a_missing_text_is_400(version, anyone):
    for path in ("classify", "explain"):
        assert refused(anyone.post(path, {}))["message"] == "“text” is missing."
    both = anyone.post("classify", {"text": "a", "texts": ["b"]})
    assert refused(both)["field"] == "text"


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "a", "text": "b"}',
        b'{"text": "a", "model_version": NaN}',
        b'{"text": "a", "model_version": Infinity}',
        b'{"text": "a", "model_version": -Infinity}',
        b'{"text": "a", "model_version": 1e999}',
    ],
)
def test_b16_a_key_twice_and_numbers_that_are_none_are_400(version, anyone, body):
    assert refused(anyone.post("classify", body))["code"] == "invalid_json"


def test_b17_a_number_of_five_thousand_digits_is_400(version, anyone):
    body = b'{"text": "a", "model_version": ' + b"9" * 5_000 + b"}"
    assert "5,000 digits" in refused(anyone.post("classify", body))["message"]


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_b17_nesting_a_hundred_thousand_deep_is_400(version, anyone, opening):
    body = b'{"text": ' + opening * 100_000
    assert "nested too deeply" in refused(anyone.post("classify", body))["message"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "\xff"}',
        b'{"text": "\xed\xa0\x80"}',
        b'{"text": "\\ud800"}',
        b'{"text": "\\u0000"}',
        b'{"\\u0000": "x"}',
        b'{"text": "\x00"}',
    ],
)
def test_b18_broken_unicode_and_nul_are_400(version, anyone, body):
    assert refused(anyone.post("classify", body))["code"] == "invalid_json"


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ],
)
def test_b19_another_content_type_is_415(version, anyone, kind):
    assert refused(anyone.post("classify", GOOD, kind=kind), 415)["code"] == (
        "unsupported_media_type"
    )


def test_b19_a_gzip_bomb_is_415_and_never_inflated(version, anyone, monkeypatch):
    bomb = gzip.compress(b"x" * 10_000_000)

    def inflate(*args, **kwargs):
        raise AssertionError("the body was inflated")

    for name in ("decompress", "GzipFile"):
        monkeypatch.setattr(gzip, name, inflate)
    response = anyone.post("classify", bomb, Content_Encoding="gzip")
    assert "compressed" in refused(response, 415)["message"]


def test_a_body_of_more_than_a_megabyte_is_413(version, anyone):
    body = json.dumps({"text": "x" * 1_000_001})
    assert refused(anyone.post("classify", body), 413)["code"] == "too_large"
