"""A provider as it describes itself, and its signing keys, which it may change at any time."""

import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import httpx2
from joserfc.jwk import KeySet

from asan.kit.errors import NotFound
from asan.kit.identity_provider import IdentityProvider
from asan.kit.settings import settings
from asan.modules.security.oidc.errors import ProviderUnavailable

TIMEOUT: Final = httpx2.Timeout(10.0, connect=5.0)
_DESCRIBED_SECONDS: Final = 30.0
_KEYS_SECONDS: Final = 3600.0
_REFETCH_SECONDS: Final = 60.0
"""Tokens with unknown keys may come from anyone: they make us ask for new keys at most this often."""
_NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(slots=True)
class Provider:
    """A configured provider, ``name`` as in the settings. Safe to share between threads."""

    name: str
    config: IdentityProvider
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _metadata: dict[str, Any] | None = None
    _described_at: float = 0.0
    _keys: KeySet | None = None
    _keys_at: float = 0.0

    @property
    def title(self) -> str:
        """What people call it."""
        return self.config.title or self.name

    def metadata(self) -> dict[str, Any]:
        """Its discovery document, half a minute old at most. Raises ProviderUnavailable."""
        with self._lock:
            if self._metadata is None or time.monotonic() - self._described_at > _DESCRIBED_SECONDS:
                found = self._get(self.config.issuer.rstrip("/") + "/.well-known/openid-configuration")
                if found.get("issuer") != self.config.issuer or any(not found.get(each) for each in _NEEDED):
                    raise ProviderUnavailable(provider=self.title)
                self._metadata, self._described_at = found, time.monotonic()
            return self._metadata

    def keys(self, key_id: str | None) -> KeySet:
        """Its signing keys, asked for anew where none is called ``key_id``. Raises ProviderUnavailable."""
        address = self.metadata()["jwks_uri"]
        with self._lock:
            age = time.monotonic() - self._keys_at
            known = self._keys is not None and (key_id is None or key_id in {key.kid for key in self._keys.keys})
            if self._keys is None or age > _KEYS_SECONDS or (not known and age > _REFETCH_SECONDS):
                self._keys, self._keys_at = _key_set(self._get(address), self.title), time.monotonic()
            return self._keys

    def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = httpx2.get(address, timeout=TIMEOUT)
            answer.raise_for_status()
            found = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise ProviderUnavailable(provider=self.title) from error
        if not isinstance(found, dict):
            raise ProviderUnavailable(provider=self.title)
        return found


def provider_named(name: str) -> Provider:
    """The provider of that name in the settings. Raises NotFound."""
    config = settings().oidc.get(name)
    if config is None:
        raise NotFound(what=f"provider {name}")
    return _provider(name, config.model_dump_json(), config.client_secret.get_secret_value())


def providers() -> list[Provider]:
    """All providers in the settings, in their order."""
    return [provider_named(name) for name in settings().oidc]


@cache
def _provider(name: str, _as_json: str, _secret: str) -> Provider:
    """One object a configuration, which remembers what it has fetched."""
    return Provider(name, settings().oidc[name])


def _key_set(document: dict[str, Any], title: str) -> KeySet:
    try:
        # Keys for encryption are of no use here, and kinds that we do not know would fail all.
        keys = [
            key for key in document["keys"] if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC", "OKP")
        ]
        return KeySet.import_key_set({"keys": keys})
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ProviderUnavailable(provider=title) from error
