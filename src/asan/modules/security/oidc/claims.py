"""What a provider's signed tokens claim, once everything about them holds."""

import base64
import json
import logging
import time
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from asan.modules.security.oidc.errors import TokenInvalid
from asan.modules.security.oidc.provider import Provider

log = logging.getLogger("asan.security.oidc")

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Signatures that only the provider can make. Never ``none``, never a shared secret's."""
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_SECONDS: Final = 300


def of_id_token(provider: Provider, token: str, *, nonce: str, access_token: str | None) -> dict[str, Any]:
    """The claims of an ID token, checked: signature, issuer, audience, times, nonce, access token's hash.

    Raises TokenInvalid, and ProviderUnavailable where its keys cannot be had.
    """
    config = provider.config
    header, claims = _signed(provider, token)
    checked = CodeIDToken(
        claims,
        header,
        options={
            "iss": {"essential": True, "value": config.issuer},
            "aud": {"essential": True, "value": config.client_id},
        },
        params={"nonce": nonce, "client_id": config.client_id, "access_token": access_token},
    )
    try:
        checked.validate(leeway=config.skew_seconds)
    except JoseError as error:
        raise _invalid(provider, error) from error
    return dict(checked)


def of_logout_token(provider: Provider, token: str) -> dict[str, Any]:
    """The claims of a back-channel logout token: who (``sub``) or which session (``sid``) is to be signed out.

    Raises TokenInvalid, and ProviderUnavailable where its keys cannot be had.
    """
    config = provider.config
    _, claims = _signed(provider, token)
    registry = JWTClaimsRegistry(
        leeway=config.skew_seconds,
        iss={"essential": True, "value": config.issuer},
        aud={"essential": True, "value": config.client_id},
        iat={"essential": True},
        jti={"essential": True},
        events={"essential": True},
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        raise _invalid(provider, error) from error
    events = claims["events"]
    old = time.time() - claims["iat"] > _LOGOUT_SECONDS + config.skew_seconds
    if old or not isinstance(events, dict) or LOGOUT_EVENT not in events or "nonce" in claims:
        raise _invalid(provider, "logout token")
    if not (isinstance(claims.get("sub"), str) or isinstance(claims.get("sid"), str)):
        raise _invalid(provider, "logout token of nobody")
    return claims


def _signed(provider: Provider, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that the provider has signed."""
    try:
        keys = provider.keys(_key_id(token))
        decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _invalid(provider, error) from error
    return dict(decoded.header), dict(decoded.claims)


def _key_id(token: str) -> str | None:
    part = token.partition(".")[0]
    header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    key_id = header.get("kid") if isinstance(header, dict) else None
    return key_id if isinstance(key_id, str) else None


def _invalid(provider: Provider, reason: object) -> TokenInvalid:
    # Why is for the administrator; whoever forged it learns nothing. Neither holds the token.
    log.warning("a token of %s does not hold: %s", provider.name, reason)
    return TokenInvalid(provider=provider.title)
