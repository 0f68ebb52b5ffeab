"""Who there is: users by name and their roles, as principals."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asan.gateway import projects
from asan.gateway.models import User
from asan.gateway.principal import ROLES, Principal
from asan.kit.clock import utc_now
from asan.kit.errors import Forbidden, NotFound
from asan.kit.store import transaction


def find_user(session: Session, name: str) -> User | None:
    """The user called ``name``, in whatever case."""
    return session.scalar(select(User).where(func.lower(User.name) == name.strip().lower()))


def is_usable(user: User) -> bool:
    """Whether the account opens anything: not disabled, not past its end, nor its owner so where it is a program's."""
    open_now = not user.disabled and (user.ends_at is None or user.ends_at > utc_now())
    return open_now and (user.owner is None or is_usable(user.owner))


def principal_of(user: User, *, session_name: str | None = None, acting_for: str | None = None) -> Principal:
    """A user as the one who asks."""
    return Principal(
        name=user.name,
        roles=frozenset(role.role for role in user.roles),
        user_id=user.id,
        acting_for=acting_for,
        session=session_name,
        groups=frozenset(member.group for member in user.groups),
    )


def principal_named(name: str, acting_for: str, project: str | None = None) -> Principal:
    """The user called ``name``; where there is none, a role of that name: its demo account, or the role alone.

    ``acting_for`` is whoever really asks, ``project`` what the user asks for. Raises NotFound for a name that is
    neither, or of a user who may not come in; NotInProject and ProjectNotOpen.
    """
    with transaction() as session:
        return projects.acting_for(session, _named(session, name, acting_for), project)


def principal_of_job(owner: str, project: str | None, action: str) -> Principal:
    """Who has asked for a job called ``action``, with the rights that they have now.

    Raises Forbidden where the account was closed in the meantime, NotInProject and ProjectNotOpen.
    """
    with transaction() as session:
        user = find_user(session, owner)
        if user is None or not is_usable(user):
            raise Forbidden(action=action)
        return projects.acting_for(session, principal_of(user), project)


def _named(session: Session, name: str, acting_for: str) -> Principal:
    user = find_user(session, name)
    if user is not None and is_usable(user):
        return principal_of(user, acting_for=acting_for)
    role = name.strip().lower()
    if user is None and role in ROLES:
        demo = select(User).where(User.demo, ~User.disabled).order_by(User.id)
        for candidate in session.scalars(demo):
            if {held.role for held in candidate.roles} == {role}:
                return principal_of(candidate, acting_for=acting_for)
        return Principal(name=role, roles=frozenset({role}), acting_for=acting_for)
    raise NotFound(what=name)
