"""Whatever somebody signed in sends to the API, it never answers with a server error, and keeps to its schema."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.responses import JSONResponse
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from asan.gateway.owner import owner
from asan.gateway.principal import ROLES
from asan.kit.settings import settings
from asan.modules.security.accounts import create_user
from asan.modules.security.sessions import principal_of_session
from asan.modules.security.sign_in import sign_in
from asan.modules.security.tokens import create_token as new_token
from asan.server import create_app
from tests.support.loaded_hospital import load_hospital

NAME, PASSWORD = "fuzz", "a long password of this test"
application = create_app()


async def with_schema(scope: Any, receive: Any, send: Any) -> None:
    """The application, and its schema at an address where the tool can read it."""
    if scope["type"] == "http" and scope["path"] == "/openapi.json":
        await JSONResponse(application.openapi())(scope, receive, send)
    else:
        await application(scope, receive, send)


schema = schemathesis.openapi.from_asgi("/openapi.json", with_schema)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A signed-in session of somebody with every role, before a loaded hospital."""
    folder = tmp_path_factory.mktemp("fuzz")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        load_hospital(folder)
        create_user(owner(), NAME, PASSWORD, sorted(ROLES), display_name="fuzz", surface="cli")
        yield sign_in(NAME, PASSWORD)[1]
    settings.cache_clear()


@pytest.fixture
def token(secret: str) -> str:
    """A new API token a route, so that a call that revokes one does not turn the rest into 401s."""
    principal = principal_of_session(secret)
    assert principal is not None
    return new_token(principal, "fuzz", 1)[1]


@schema.parametrize()
@hypothesis(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_input_breaks_a_route(case: schemathesis.Case, token: str) -> None:
    response = case.call(headers={"Authorization": f"Bearer {token}"})
    case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])
