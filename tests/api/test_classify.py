import json

import pytest

URL = "/api/v1/classify"


@pytest.fixture
def post(version, client):
    def send(body):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(URL, content, content_type="application/json")

    return send


def test_answers_come_in_order_by_one_version(post):
    body = post({"texts": ["Draft a press release", "Cold call prospects"]}).json()
    assert body["model_version"] == 1
    assert [one["decision"] for one in body["answers"]] == ["marketing", "sales"]
    assert sum(body["answers"][0]["probabilities"].values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("", None),
        ("{", None),
        ("[]", ""),
        ({}, "texts"),
        ({"texts": []}, "texts"),
        ({"texts": "x"}, "texts"),
        ({"texts": [5]}, "texts.0"),
        ({"texts": ["x"] * 101}, "texts"),
        ({"texts": ["x"], "active": True}, "active"),
        ({"texts": ["ok", " "]}, None),
    ],
)
def test_bad_bodies_get_the_one_error_body(post, body, field):
    response = post(body)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"]
    assert error["message"]
    if field:
        assert error["field"] == field


def test_without_a_model_it_is_503(db, client):
    response = client.post(URL, '{"texts": ["x"]}', content_type="application/json")
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "no_active_model"


def test_the_sixty_first_call_of_a_minute_is_throttled(post):
    codes = [post({"texts": ["Call clients"]}).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
