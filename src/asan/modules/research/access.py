"""Who may work with cohorts, and who with one definition."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.principal import Principal

ROLES: Final = ("admin", "steward", "researcher", "clinician", "analyst", "engineer", "feasibility")
"""All but the auditor, who has no patients to ask about."""


def _researcher(principal: CurrentPrincipal) -> Principal:
    principal.require("cohort", *ROLES)
    return principal


Researcher = Annotated[Principal, Depends(_researcher)]
"""Dependency of a route: someone who may work with cohorts. What they see of patients is the gateway's to say."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Who owns a definition, and what others may do with it: ``sharing`` is private, read or edit.

    ``project`` names the project whose members the others are; None: everyone who may work with cohorts.
    """

    owner: str
    sharing: str
    project: str | None = None

    @property
    def with_everyone(self) -> bool:
        """Whether everyone sees it who may work with cohorts."""
        return self.sharing in ("read", "edit") and self.project is None


def may_see(principal: Principal, shared: Shared, projects: frozenset[str]) -> bool:
    """Whether a definition is there for ``principal``, a member of ``projects``."""
    return may_manage(principal, shared) or (shared.sharing in ("read", "edit") and _among(shared, projects))


def may_edit(principal: Principal, shared: Shared, projects: frozenset[str]) -> bool:
    """Whether ``principal`` may save a version of it."""
    return may_manage(principal, shared) or (shared.sharing == "edit" and _among(shared, projects))


def may_manage(principal: Principal, shared: Shared) -> bool:
    """Whether ``principal`` may share and delete it. Administrators may: people leave, their work stays."""
    return principal.name == shared.owner or principal.has("admin")


def _among(shared: Shared, projects: frozenset[str]) -> bool:
    return shared.project is None or shared.project in projects
