"""While the database is away the API classifies for whom it knows, and says what it cannot do."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from classifier.models import ApiToken
from classifier.services import recalled_tokens

from ..away import database_away
from .conftest import caller_for, error_of

ASK = {"text": "Cold call prospects"}


@pytest.fixture(params=[OperationalError, InterfaceError])
def error(request):
    return request.param


@pytest.fixture(autouse=True)
def nobody_known():
    recalled_tokens._seen.clear()


def refused(response) -> bool:
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    return bool(error_of(response)["code"] == "database_unavailable")


def decisions(caller, ask=ASK) -> dict[str, object]:
    """Return the answer but for its token, in which there is a time."""
    response = caller.post("classify", ask)
    assert response.status_code == 200
    [answer] = response.json()["answers"]
    return {**answer, "feedback_token": "", "version": response.json()["model_version"]}


def test_with_and_without_a_token_the_answers_are_the_same(version, anyone, alices, error):
    pinned = {**ASK, "model_version": version.number}
    before = [decisions(anyone), decisions(alices), decisions(alices, pinned)]
    with database_away(error):
        assert [decisions(anyone), decisions(alices), decisions(alices, pinned)] == before


def test_an_explanation_says_that_examples_are_missing(version, anyone, error):
    assert anyone.post("explain", ASK).json()["is_complete"] is True
    with database_away(error):
        found = anyone.post("explain", ASK).json()
    assert (found["neighbours"], found["is_complete"]) == ([], False)


def test_a_token_that_was_not_seen_is_told_to_come_back(version, alices, error):
    with database_away(error):
        assert refused(alices.post("classify", ASK))
    assert alices.post("classify", ASK).status_code == 200


def test_a_revoked_token_is_refused_at_once_and_not_known_in_an_outage(version, alices, error):
    assert alices.post("classify", ASK).status_code == 200
    ApiToken.objects.update(revoked_at=timezone.now())  # as another process does
    assert alices.post("classify", ASK).status_code == 401
    with database_away(error):
        assert refused(alices.post("classify", ASK))


def test_a_token_is_known_for_some_minutes_only(version, alices, monkeypatch):
    monkeypatch.setattr(recalled_tokens, "SECONDS", 0)
    assert alices.post("classify", ASK).status_code == 200
    with database_away():
        assert refused(alices.post("classify", ASK))


def test_a_token_that_ends_soon_is_not_kept_beyond_its_end(version, alice):
    caller = caller_for(alice)
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
    assert caller.post("classify", ASK).status_code == 200
    with database_away():
        assert refused(caller.post("classify", ASK))


def test_the_last_use_that_cannot_be_noted_turns_nobody_away(version, alices, error):
    with database_away(error, only="UPDATE"):
        assert alices.post("classify", ASK).status_code == 200


def test_what_needs_the_database_is_refused_for_the_moment(version, alices, error):
    assert alices.get("examples").status_code == 200
    with database_away(error):
        assert refused(alices.get("examples"))
        assert refused(alices.post("examples", {"text": "Call", "label": "sales"}))


def test_a_statement_that_takes_too_long_is_still_a_fault_of_ours(version, alices):
    class Slow(Exception):
        sqlstate = "57014"

    def slow(message: str) -> OperationalError:
        error = OperationalError(message)
        error.__cause__ = Slow()
        return error

    with database_away(slow, only="classifier_example"):
        response = alices.get("examples")
    assert (response.status_code, error_of(response)["code"]) == (500, "internal_server_error")
