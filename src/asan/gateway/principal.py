"""Who asks, and for whom: the value that every question through the gateway carries."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from asan.kit.errors import Forbidden, LoginRequired

ROLES: Final = ("admin", "engineer", "steward", "researcher", "clinician", "analyst", "auditor")
"""The platform's own roles, the order in which people see them."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone who asks. ``acting_for`` names the person really at the keyboard when another's rights are used."""

    name: str
    roles: frozenset[str]
    user_id: int | None = None
    acting_for: str | None = None
    purpose: str | None = None
    session: str | None = None

    def has(self, *roles: str) -> bool:
        """Whether one of ``roles`` is held."""
        return not self.roles.isdisjoint(roles)

    def require(self, action: str, *roles: str) -> None:
        """Raise Forbidden, naming ``action``, unless one of ``roles`` is held."""
        if not self.has(*roles):
            raise Forbidden(action=action)


def current_principal(request: Request) -> Principal:
    """The principal whom the sign-in middleware found. Raises LoginRequired when there is none."""
    principal = getattr(request.state, "principal", None)
    if not isinstance(principal, Principal):
        raise LoginRequired()
    return principal


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]
"""Dependency of a route: ``def page(principal: CurrentPrincipal)``."""
