"""What other parts may ask of the security module."""

from asan.gateway.accounts import find_user
from asan.gateway.owner import owner
from asan.gateway.principal import ROLES
from asan.kit.store import transaction
from asan.modules.security import passwords
from asan.modules.security.access.reminders import remind, tell_stuck
from asan.modules.security.accounts import create_user, set_password

__all__ = ["ensure_demo_accounts", "remind", "tell_stuck"]

_DISPLAY_NAMES = {
    "admin": "관리자 · Administrator",
    "engineer": "데이터 엔지니어 · Engineer",
    "steward": "데이터 관리자 · Steward",
    "researcher": "연구자 · Researcher",
    "clinician": "임상의 · Clinician",
    "analyst": "분석가 · Analyst",
    "feasibility": "연구 기획자 · Study planner",
    "auditor": "감사자 · Auditor",
}


def ensure_demo_accounts() -> list[tuple[str, str, str]]:
    """One demo account a role, named as the role, with a new generated password: (name, role, password) each.

    An account of that name that is no demo account is left alone and not in the list. Only the data folder's owner
    may do this; raises Forbidden for others.
    """
    by = owner()
    made = []
    for role in ROLES:
        with transaction() as session:
            user = find_user(session, role)
            exists, demo = user is not None, user is not None and user.demo
        if exists and not demo:
            continue
        password = passwords.invented()
        if exists:
            set_password(by, role, password, surface="cli")
        else:
            create_user(by, role, password, [role], display_name=_DISPLAY_NAMES[role], demo=True, surface="cli")
        made.append((role, role, password))
    return made
