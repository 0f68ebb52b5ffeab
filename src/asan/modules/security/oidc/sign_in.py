"""A sign-in with a provider from end to end, and the way out through it."""

from collections.abc import Mapping

from asan.gateway.audit import Entry, write
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError
from asan.modules.security import sessions
from asan.modules.security.attempts import attempt
from asan.modules.security.oidc import claims, flow
from asan.modules.security.oidc.flow import Pending
from asan.modules.security.oidc.people import arrived
from asan.modules.security.oidc.provider import Provider, provider_named
from asan.modules.security.sessions import Client, Origin


def sign_in(provider: Provider, pending: Pending, answer: Mapping[str, str], redirect_uri: str, client: Client) -> str:
    """The secret of a new session of whom the provider has signed in.

    Raises what `flow.finish` and `arrived` raise, and AddressLocked after too many failures.
    """
    asker = Principal(name=f"oidc:{provider.name}", roles=frozenset())
    try:
        with attempt(None, client.address):
            arrival = flow.finish(provider, pending, answer, redirect_uri)
            user = arrived(provider, arrival.claims)
    except AsanError as error:
        write(asker, Entry("sign_in", "refused", "http", code=error.code))
        raise
    their_session = arrival.claims.get("sid")
    origin = Origin(provider.name, str(their_session)[:200] if their_session else None, arrival.id_token)
    return sessions.begin(user.id, client, origin=origin)[1]


def sign_out_address(origin: Origin, public_url: str) -> str | None:
    """Where the provider ends its own session and sends the browser back; None where it cannot, or is down."""
    try:
        return flow.sign_out_address(provider_named(origin.provider), origin.id_token, f"{public_url}/sign-in")
    except AsanError:
        return None


def sign_out_by_provider(provider: Provider, logout_token: str) -> int:
    """End the sessions that a provider's logout token names. Raises TokenInvalid or ProviderUnavailable."""
    told = claims.of_logout_token(provider, logout_token)
    return sessions.end_of_provider(provider.name, subject=told.get("sub"), provider_session=told.get("sid"))
