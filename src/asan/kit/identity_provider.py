"""What can be set about an OpenID provider that people may sign in with."""

from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class IdentityProvider(BaseModel):
    """One provider. The defaults are Keycloak's conventions; ``{client_id}`` in a claim's path is replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(description="the provider's address, exactly as its tokens name it")
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(default=SecretStr(""), description="empty: a public client")
    title: str = Field(default="", description="what the sign-in page calls it; empty: its name here")
    scope: str = "openid profile email"
    name_claim: str = Field(default="preferred_username", description="claim that becomes the user's name")
    role_claims: tuple[str, ...] = ("realm_access.roles", "resource_access.{client_id}.roles")
    group_claims: tuple[str, ...] = ("groups",)
    roles: dict[str, str] = Field(default={}, description="their role: our role; empty: those of the same name")
    groups: dict[str, str] = Field(default={}, description="their group: our group; empty: those of the same name")
    skew_seconds: int = Field(default=60, ge=0, le=600, description="how far the two clocks may be apart")

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("https:// is needed, except on this machine")
        return issuer
