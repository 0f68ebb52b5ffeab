"""Limits as administrators set them: for whom, and what they come to. Every version stays, as policies' do."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from asan.gateway.accounts import find_user
from asan.gateway.limits import usage
from asan.gateway.limits.definition import EVERYONE, HOLDER, Limits, settled
from asan.gateway.models import Group, OwnRole
from asan.gateway.policies import store
from asan.gateway.policies.stated import Explicit
from asan.gateway.principal import ROLES, Principal
from asan.kit.errors import BadInput, NotFound
from asan.kit.store import transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts for somebody, and what of it they use now. ``given`` are bytes of today."""

    limits: Limits
    questions: int
    given: int


def set_limits(by: Principal, holder: str, limits: Limits, reason: str = "", *, surface: str = "http") -> int:
    """Write what ``holder`` may use up at most, in place of what was written before; nothing: take it off.

    Returns the version's number. Raises Forbidden, BadInput, and NotFound for who is not there.
    """
    by.require("limits", *store.LIMITERS)
    if not HOLDER.fullmatch(holder):
        raise BadInput(detail=f"{holder[:60]}: everyone, role:NAME, group:NAME, user:NAME")
    if limits != Limits():
        with transaction() as session:
            holder = _existing(session, holder)
    return store.set_limits(by, holder, limits, reason, surface=surface)


def standing(principal: Principal, explicit: Explicit) -> Standing:
    """What counts for ``principal`` now."""
    running, given = usage.used_now(principal.name)
    return Standing(settled(principal, explicit.limits), running, given)


def _existing(session: Session, holder: str) -> str:
    """The holder by its proper name: a typing error must not leave somebody without a limit."""
    kind, _, name = holder.partition(":")
    name = name.strip()
    found: str | None = name
    match kind:
        case "role" if name not in ROLES and session.get(OwnRole, name) is None:
            found = None
        case "group" if session.get(Group, name) is None:
            found = None
        case "user":
            user = find_user(session, name)
            found = user.name if user is not None else None
    if found is None:
        raise NotFound(what=f"{kind} {name}")
    return EVERYONE if kind == EVERYONE else f"{kind}:{found}"
