"""Who asks, and for whom: the value that every question through the gateway carries."""

from dataclasses import dataclass
from typing import Final

from asan.kit.errors import Forbidden

ROLES: Final = ("admin", "engineer", "steward", "researcher", "clinician", "analyst", "feasibility", "auditor")
"""The platform's own roles, the order in which people see them."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone who asks. ``acting_for`` names the person really at the keyboard when another's rights are used.

    ``groups`` are the teams that the person belongs to; ``project`` is the short key of the one study that this
    session works for, ``purpose`` what for. Roles say what someone is; groups, project and purpose narrow or widen it
    through policies.

    ``emergency`` is the one patient (person_id) for whom the glass was broken: see
    `asan.gateway.policies.emergency`.

    ``snapshot`` is the published version that they read wherever a question names none; None: the current one.
    """

    name: str
    roles: frozenset[str]
    user_id: int | None = None
    acting_for: str | None = None
    purpose: str | None = None
    session: str | None = None
    snapshot: int | None = None
    groups: frozenset[str] = frozenset()
    project: str | None = None
    emergency: int | None = None

    def has(self, *roles: str) -> bool:
        """Whether one of ``roles`` is held."""
        return not self.roles.isdisjoint(roles)

    def require(self, action: str, *roles: str) -> None:
        """Raise Forbidden, naming ``action``, unless one of ``roles`` is held."""
        if not self.has(*roles):
            raise Forbidden(action=action)
