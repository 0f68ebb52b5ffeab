"""The posture over HTTP: what stands open, ends soon or lies unused."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import select

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.models import Project
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition, Subjects
from asan.gateway.policies.exposure import Exposed
from asan.gateway.policies.versions import Change
from asan.gateway.principal import ROLES
from asan.gateway.service import gateway
from asan.kit.clock import UtcTime, today
from asan.kit.store import transaction
from asan.modules.security.posture.accounts import idle_accounts, loose_tokens
from asan.modules.security.posture.given import given
from asan.modules.security.roles import own_roles

router = APIRouter(prefix="/api/security", tags=["security"])

Days = Annotated[int, Query(ge=1, le=3650)]


class EndingPolicy(BaseModel):
    """A policy in force whose last day is near; those of requests are called ``request-N``.

    ``subjects`` are whom it is for, as ``role:NAME``, ``group:NAME``, ``project:KEY``, ``purpose:TEXT`` or
    ``user:NAME``; none: everyone.
    """

    key: str
    kind: str
    ends: dt.date
    changed_by: str
    subjects: list[str]


class EndingProject(BaseModel):
    """A project whose period ends soon: what is given to it and asked for it ends too."""

    key: str
    title: str
    ends: dt.date
    members: int


class BrokenPolicy(BaseModel):
    """A policy that this version cannot read: what it governs is refused."""

    key: str
    version: int
    changed_by: str


class IdleAccountView(BaseModel):
    """An account by which nobody came in for long; ``last_used_at`` None: never."""

    name: str
    display_name: str
    service: bool
    created_at: UtcTime
    last_used_at: UtcTime | None


class LooseTokenView(BaseModel):
    """A token that lies unused or ends soon."""

    id: int
    name: str
    account: str
    last_used_at: UtcTime | None
    expires_at: UtcTime
    unused: bool
    ends_soon: bool


class Posture(BaseModel):
    """What to look at. ``accounts`` and ``tokens`` are None for stewards, who do not manage them."""

    exposed: list[Exposed]
    ending: list[EndingPolicy]
    projects: list[EndingProject]
    unreadable: list[BrokenPolicy]
    accounts: list[IdleAccountView] | None
    tokens: list[LooseTokenView] | None


@router.get("/posture")
def posture(principal: CurrentPrincipal, idle_days: Days = 90, soon_days: Days = 30) -> Posture:
    """Tagged columns that a role other than administrators reads plain, what ends within ``soon_days``, what was not
    used for ``idle_days``, and policies that cannot be read.
    """
    principal.require("posture", *store.READERS)
    roles = [role for role in ROLES if role != "admin"] + [role.name for role, _ in own_roles()]
    changes = store.policies(principal)
    manages = principal.has("admin", "auditor")
    return Posture(
        exposed=list(gateway().exposed(principal, roles, given())),
        ending=_ending(changes, soon_days),
        projects=_ending_projects(soon_days),
        unreadable=[
            BrokenPolicy(key=each.key, version=each.version, changed_by=each.changed_by)
            for each in changes
            if not each.readable
        ],
        accounts=[IdleAccountView.model_validate(each, from_attributes=True) for each in idle_accounts(idle_days)]
        if manages
        else None,
        tokens=[
            LooseTokenView.model_validate(each, from_attributes=True) for each in loose_tokens(idle_days, soon_days)
        ]
        if manages
        else None,
    )


def _ending(changes: list[Change], days: int) -> list[EndingPolicy]:
    first, last = today(), today() + dt.timedelta(days=days)
    found = []
    for change in changes:
        said = Definition.model_validate(change.body) if change.body is not None and change.readable else None
        if said is not None and change.in_force and said.ends is not None and first <= said.ends <= last:
            ending = EndingPolicy(
                key=change.key,
                kind=said.effect.kind,
                ends=said.ends,
                changed_by=change.changed_by,
                subjects=_named(said.subjects),
            )
            found.append(ending)
    return sorted(found, key=lambda policy: (policy.ends, policy.key))


def _named(who: Subjects) -> list[str]:
    kinds = {
        "role": who.roles,
        "group": who.groups,
        "project": who.projects,
        "purpose": who.purposes,
        "user": who.users,
    }
    return [f"{kind}:{name}" for kind, names in kinds.items() for name in names]


def _ending_projects(days: int) -> list[EndingProject]:
    first, last = today(), today() + dt.timedelta(days=days)
    ending = select(Project).where(Project.ends >= first, Project.ends <= last).order_by(Project.ends, Project.key)
    with transaction() as session:
        return [
            EndingProject(key=each.key, title=each.title, ends=each.ends, members=len(each.members))
            for each in session.scalars(ending)
        ]
