"""The one error body, for whatever goes wrong under /api/."""

import json
import re

import pytest

from classifier.api import classify
from classifier.core.decision import Reason

from .conftest import error_of


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/classify", "/api/v1/nothing"])
def test_an_unknown_address_is_404(anyone, path):
    response = anyone.client.get(path)
    assert response.status_code == 404
    assert error_of(response)["code"] == "not_found"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_is_405_and_says_which(anyone, method):
    response = anyone.client.generic(method, "/api/v1/classify")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert error_of(response)["code"] == "method_not_allowed"


def test_a_failure_is_500_without_a_word_of_what_failed(anyone, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(classify, "answer", fail)
    response = anyone.post("classify", {"text": "a private task"})
    assert response.status_code == 500
    assert error_of(response)["code"] == "internal_server_error"
    assert b"secret" not in response.content


def test_a_foreign_host_is_400(anyone):
    response = anyone.client.get("/api/v1/versions", headers={"Host": "evil"})
    assert response.status_code == 400
    assert error_of(response)["code"] == "bad_request"


def test_a_call_in_the_open_is_refused_and_not_redirected(anyone, settings):
    settings.SECURE_SSL_REDIRECT = True
    refused = anyone.post("classify", {"text": "Call clients"})
    assert refused.status_code == 403
    assert error_of(refused)["code"] == "https_required"
    assert "Location" not in refused
    assert "Content-Security-Policy" in refused
    assert anyone.client.get("/").status_code == 301


def test_every_answer_has_the_headers_of_the_pages(anyone):
    for response in (anyone.client.get("/api/nothing"), anyone.get("versions"), anyone.get("x")):
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"


def test_pages_keep_their_own_errors(anyone):
    response = anyone.client.get("/nothing")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


class TestDescription:
    """OpenAPI 3.1."""

    @pytest.fixture
    def description(self, anyone):
        response = anyone.get("openapi.json")
        assert response["Content-Type"] == "application/json"
        return json.loads(response.content)

    def operations(self, description):
        return [one for methods in description["paths"].values() for one in methods.values()]

    def test_every_operation_is_named_and_told(self, description):
        assert description["openapi"].startswith("3.1")
        operations = self.operations(description)
        names = [one["operationId"] for one in operations]
        assert len(names) == len(set(names)) >= 27
        for one in operations:
            assert one["summary"]
            assert one["description"]
            assert one["operationId"].replace("_", "").isalpha()

    def test_the_example_of_a_reason_is_one(self, description):
        fields = description["components"]["schemas"]["Decided"]["properties"]
        [example] = fields["reason"]["examples"]
        assert example in set(Reason)

    def test_what_no_parameter_takes_is_said_of_each(self, description):
        parameters = [
            parameter
            for operation in self.operations(description)
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "query"
        ]
        patterns = {
            one["name"]: one["schema"].get("pattern", "")
            for one in parameters
            if one["schema"].get("type") == "string" and "enum" not in one["schema"]
        }
        assert patterns.pop("cursor") == ""  # whatever a list gave
        assert {"words", "source", "role"} <= set(patterns)
        assert not [name for name, one in patterns.items() if re.search(one, "NUL: \0")]

    def test_every_operation_but_two_needs_a_token(self, description):
        is_open = {
            one["operationId"] for one in self.operations(description) if {} in one["security"]
        }
        assert is_open == {"classify", "explain"}
        assert all({"Bearer": []} in one["security"] for one in self.operations(description))

    def test_every_error_has_the_one_body(self, description):
        for one in self.operations(description):
            for status, response in one["responses"].items():
                if not status.startswith("2"):
                    [content] = response["content"].values()
                    assert content["schema"]["$ref"].endswith("/ErrorBody")
                    assert response["description"]
