"""Who may take part in a review: found by name, and held to it when a review is set up."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from asan.gateway.accounts import find_user, is_usable
from asan.gateway.models import User, UserRole
from asan.kit.store import transaction
from asan.modules.research.access import ROLES
from asan.modules.research.review.errors import UnknownReviewer

MOST: Final = 50
"""People in an answer: whoever looks for one types more of the name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may review: the account, what they are called, and which roles they hold."""

    name: str
    display_name: str
    roles: tuple[str, ...]


def people(text: str) -> list[Person]:
    """Those who may take part and whose user name or displayed name has ``text`` in it, by name, MOST at most."""
    wanted = text.strip().lower()
    query = _eligible().order_by(User.name)
    if wanted:
        named = (func.lower(column).contains(wanted, autoescape=True) for column in (User.name, User.display_name))
        query = query.where(or_(*named))
    found: list[Person] = []
    with transaction() as session:
        for user in session.scalars(query):
            if is_usable(user):
                found.append(Person(user.name, user.display_name, tuple(sorted(role.role for role in user.roles))))
            if len(found) == MOST:
                break
    return found


def account(session: Session, name: str) -> str:
    """How the account is called that somebody named, in whatever case. Raises UnknownReviewer."""
    user = find_user(session, name)
    if user is None or not is_usable(user) or session.scalar(_eligible().where(User.id == user.id)) is None:
        raise UnknownReviewer(name=name)
    return user.name


def _eligible() -> Select[User]:
    """Accounts that may take part while they may sign in. Those of programs have an owner, and read no charts."""
    return select(User).where(User.owner_id.is_(None), User.roles.any(UserRole.role.in_(ROLES)))
