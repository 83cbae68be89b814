"""The description and the API agree, on requests that nobody thought of."""

import hypothesis
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from classifier.models.api_token import Scope
from classifier.services.api_tokens import create_token
from drills import fuzz_hooks
from mvsite.wsgi import application
from tests.plans import make_plan

EXAMPLES = 15


@pytest.fixture
def described(version, alice, settings):
    """The API as it describes itself, with something of each kind in it."""
    settings.API_RATE_ANONYMOUS = settings.API_RATE_TOKEN = 10**9
    make_plan(alice)
    config = SchemathesisConfig.from_dict({"generation": {"deterministic": True}})
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)
    described.hook("before_call")(fuzz_hooks.before_call)
    return described


schema = schemathesis.pytest.from_fixture("described")


@pytest.fixture
def bearer(alice) -> dict[str, str]:
    secret = create_token(user=alice, name="fuzz", scopes=Scope.values).secret
    return {"Authorization": f"Bearer {secret}"}


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
    deadline=None,
)
def test_no_made_up_request_breaks_what_the_description_promises(case, bearer):
    case.call_and_validate(headers=bearer)
