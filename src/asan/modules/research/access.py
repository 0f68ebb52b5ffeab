"""Who may work with cohorts, and who with one definition."""

from typing import Annotated, Final

from fastapi import Depends

from asan.gateway.principal import CurrentPrincipal, Principal

ROLES: Final = ("admin", "steward", "researcher", "clinician", "analyst", "engineer", "feasibility")
"""All but the auditor, who has no patients to ask about."""


def _researcher(principal: CurrentPrincipal) -> Principal:
    principal.require("cohort", *ROLES)
    return principal


Researcher = Annotated[Principal, Depends(_researcher)]
"""Dependency of a route: someone who may work with cohorts. What they see of patients is the gateway's to say."""


def may_see(principal: Principal, owner: str, sharing: str) -> bool:
    """Whether a definition is there for ``principal``."""
    return sharing in ("read", "edit") or may_manage(principal, owner)


def may_edit(principal: Principal, owner: str, sharing: str) -> bool:
    """Whether ``principal`` may save a version of it."""
    return sharing == "edit" or may_manage(principal, owner)


def may_manage(principal: Principal, owner: str) -> bool:
    """Whether ``principal`` may share and delete it. Administrators may: people leave, their work stays."""
    return principal.name == owner or principal.has("admin")
