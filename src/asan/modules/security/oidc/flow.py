"""From our sign-in page to the provider, and back with a code: state, nonce and PKCE on the way."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client

from asan.modules.security.oidc import claims
from asan.modules.security.oidc.errors import ProviderRefused, ProviderUnavailable, SignInExpired, TokenInvalid
from asan.modules.security.oidc.provider import TIMEOUT, Provider

PENDING_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that this browser has begun. It lies in its cookie: nobody else can finish it."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str

    def as_cookie(self) -> str:
        """As a cookie's value."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come back: what the provider claims of them, and the ID token as proof for signing out there."""

    claims: dict[str, Any]
    id_token: str


def pending_of(cookie: str | None) -> Pending:
    """What a cookie holds. Raises SignInExpired."""
    try:
        words = json.loads(base64.urlsafe_b64decode(cookie or ""))
        if all(isinstance(word, str) for word in words.values()):
            return Pending(**words)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise SignInExpired() from error
    raise SignInExpired()


def begin(provider: Provider, redirect_uri: str, next_page: str) -> tuple[str, Pending]:
    """Where to send the browser, and what to remember meanwhile. Raises ProviderUnavailable."""
    pending = Pending(
        provider.name, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), next_page
    )
    with _client(provider, redirect_uri) as client:
        address, _ = client.create_authorization_url(
            provider.metadata()["authorization_endpoint"],
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
        )
    return address, pending


def finish(provider: Provider, pending: Pending, answer: Mapping[str, str], redirect_uri: str) -> Arrival:
    """Exchange the code in the provider's ``answer`` for who has come.

    Raises SignInExpired, ProviderRefused, ProviderUnavailable or TokenInvalid.
    """
    if not secrets.compare_digest(answer.get("state", "").encode(), pending.state.encode()):
        raise SignInExpired()
    # A provider that names itself must be the one that was asked (RFC 9207).
    if answer.get("iss", provider.config.issuer) != provider.config.issuer:
        raise TokenInvalid(provider=provider.title)
    if "error" in answer or not answer.get("code"):
        raise ProviderRefused(provider=provider.title)
    metadata = provider.metadata()
    try:
        with _client(provider, redirect_uri) as client:
            tokens = client.fetch_token(metadata["token_endpoint"], code=answer["code"], code_verifier=pending.verifier)
            told = {}
            if metadata.get("userinfo_endpoint"):
                response = client.get(metadata["userinfo_endpoint"])
                response.raise_for_status()
                told = response.json()
    except OAuthError as error:
        raise ProviderRefused(provider=provider.title) from error
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderUnavailable(provider=provider.title) from error
    id_token = tokens.get("id_token")
    if not isinstance(id_token, str):
        raise TokenInvalid(provider=provider.title)
    proved = claims.of_id_token(provider, id_token, nonce=pending.nonce, access_token=tokens.get("access_token"))
    if not isinstance(told, dict) or told.get("sub", proved["sub"]) != proved["sub"]:
        raise TokenInvalid(provider=provider.title)
    return Arrival({**told, **proved}, id_token)


def sign_out_address(provider: Provider, id_token: str, back_to: str) -> str | None:
    """Where the provider ends its own session, if it can. Raises ProviderUnavailable."""
    address = provider.metadata().get("end_session_endpoint")
    if not address:
        return None
    words = {
        "id_token_hint": id_token,
        "client_id": provider.config.client_id,
        "post_logout_redirect_uri": back_to,
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(words)}"


def _client(provider: Provider, redirect_uri: str) -> OAuth2Client:
    config = provider.config
    secret = config.client_secret.get_secret_value()
    return OAuth2Client(
        client_id=config.client_id,
        client_secret=secret or None,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope=config.scope,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        timeout=TIMEOUT,
    )
