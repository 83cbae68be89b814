"""Tokens: whom they let in, and what they never let anybody do. B23, B24."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from classifier.exceptions import InvalidInput
from classifier.models import ApiToken
from classifier.services.api_tokens import create_token, find_token, revoke_token

from .conftest import Caller, caller_for, error_of

ASK = {"text": "Cold call prospects"}


def test_only_a_hash_of_the_secret_is_kept(alice):
    made = create_token(user=alice, name="import", scopes=["classify"])
    token = ApiToken.objects.get()
    assert made.secret.startswith("mvs_")
    assert len(made.secret) >= 47  # 32 random bytes
    assert token.digest == hashlib.sha256(made.secret.encode()).hexdigest()
    assert made.secret.startswith(token.prefix)
    for field in ApiToken._meta.fields:
        assert made.secret not in str(getattr(token, field.attname))


@pytest.mark.parametrize("scopes", [[], ["everything"], ["classify", "admin"]])
def test_a_token_needs_scopes_that_there_are(alice, scopes):
    with pytest.raises(InvalidInput):
        create_token(user=alice, name="x", scopes=scopes)


def test_a_token_needs_an_end_to_come(alice):
    with pytest.raises(InvalidInput, match="the token would open nothing"):
        create_token(user=alice, name="x", scopes=["classify"], expires_at=timezone.now())
    assert not ApiToken.objects.exists()


class TestB23:
    """Every bad token is refused in the same words, on open endpoints too."""

    def refused(self, caller, **headers):
        answers = [
            caller.post("classify", ASK, **headers),
            caller.get("versions", **headers),
        ]
        for response in answers:
            assert response.status_code == 401
            assert response["WWW-Authenticate"] == "Bearer"
        errors = [error_of(response) for response in answers]
        assert errors[0] == errors[1]
        return errors[0]

    def test_all_bad_tokens_are_401_in_one_wording(self, version, alice):
        good = create_token(user=alice, name="x", scopes=["classify", "versions:read"]).secret
        revoked = create_token(user=alice, name="x", scopes=["classify", "versions:read"])
        revoke_token(token=revoked.token)
        expired = create_token(
            user=alice,
            name="x",
            scopes=["classify", "versions:read"],
            expires_at=timezone.now() + timedelta(minutes=1),
        )
        ends = timezone.now() - timedelta(seconds=1)
        ApiToken.objects.filter(pk=expired.token.pk).update(expires_at=ends)
        wordings = [
            self.refused(Caller(secret))
            for secret in ("wrong", "mvs_" + "x" * 43, revoked.secret, expired.secret, "ü" * 9)
        ]
        wordings += [
            self.refused(Caller(), Authorization=header)
            for header in ("", "Basic YTpi", good, f"Token {good}", "Bearer", "Bearer  ")
        ]
        assert all(one == wordings[0] for one in wordings)

    def test_without_a_token_what_needs_one_is_401(self, version, anyone):
        assert anyone.get("versions").status_code == 401

    def test_the_token_of_somebody_deactivated_is_401_from_that_moment(self, version, alice):
        caller = caller_for(alice)
        assert caller.get("versions").status_code == 200
        alice.is_active = False
        alice.save()
        self.refused(caller)

    def test_a_token_in_the_address_is_never_taken(self, version, alice, anyone):
        secret = create_token(user=alice, name="x", scopes=["versions:read"]).secret
        for name in ("token", "access_token", "api_key", "Authorization"):
            assert anyone.client.get(f"/api/v1/versions?{name}={secret}").status_code in (400, 401)
        assert anyone.get("versions").status_code == 401

    def test_a_session_is_no_login(self, version, admin):
        assert admin.get("/api/v1/versions").status_code == 401


class TestB24:
    """A good token does no more than its scopes and its person's rights."""

    def test_a_scope_that_is_not_there_is_403(self, version, alice):
        response = caller_for(alice, ["classify"]).get("versions")
        assert response.status_code == 403
        assert "versions:read" in error_of(response)["message"]

    def test_a_right_that_is_not_there_is_403(self, version, charlies):
        response = charlies.get("versions")
        assert response.status_code == 403
        assert "view_modelversion" in error_of(response)["message"]

    def test_a_right_taken_away_counts_at_the_next_call(self, version, charlie):
        charlie.groups.add(Group.objects.get(name="trainer"))
        caller = caller_for(charlie)
        assert caller.get("versions").status_code == 200
        charlie.groups.clear()
        assert caller.get("versions").status_code == 403


def test_the_last_use_is_noted_once_a_minute(alice):
    made = create_token(user=alice, name="x", scopes=["classify"])
    assert find_token(made.secret)
    first = ApiToken.objects.get().last_used_at
    assert first
    assert find_token(made.secret)
    assert ApiToken.objects.get().last_used_at == first
    earlier = first - timedelta(minutes=2)
    ApiToken.objects.update(last_used_at=earlier)
    assert find_token(made.secret)
    again = ApiToken.objects.get().last_used_at
    assert again
    assert again > earlier
