"""Whom policies give something beyond their roles: holders by group, project and account, as they ask today."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.accounts import is_usable, principal_of
from asan.gateway.models import User
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition, Grant, Plain, Subjects
from asan.gateway.principal import Principal
from asan.gateway.projects import acting_for, open_projects
from asan.kit.clock import today
from asan.kit.store import transaction


def given() -> list[tuple[str, Principal]]:
    """Real accounts whom a policy in force gives something, each with ``group:…``, ``project:…`` or ``user:…``.

    Of people whom all policies treat alike, one stands for all. Administrators are not among them: they see everything.
    """
    day = today()
    policies = store.in_force().policies
    giving = [
        stated.definition
        for stated in policies
        if isinstance(stated.definition.effect, Grant | Plain) and _names_somebody(stated.definition)
    ]
    if not giving:
        return []
    groups = frozenset(group for each in policies for who in _parts(each.definition) for group in who.groups)
    users = frozenset(name for each in policies for who in _parts(each.definition) for name in who.users)
    found: dict[tuple[object, ...], tuple[str, Principal]] = {}
    with transaction() as session:
        for user in session.scalars(select(User).order_by(User.name)):
            if not is_usable(user) or principal_of(user).has("admin"):
                continue
            for asker in _askers(session, user):
                like = (asker.roles, asker.groups & groups, asker.project, asker.name if asker.name in users else "")
                for definition in giving:
                    for label in _labels(definition, asker) if definition.applies(asker, day) else ():
                        found.setdefault((label, *like), (label, asker))
    return list(found.values())


def _names_somebody(definition: Definition) -> bool:
    who = definition.subjects
    return bool(who.groups or who.projects or who.purposes or who.users)


def _parts(definition: Definition) -> Iterator[Subjects]:
    yield definition.subjects
    if definition.unless is not None:
        yield definition.unless


def _askers(session: Session, user: User) -> Iterator[Principal]:
    plain = principal_of(user)
    yield plain
    for project in open_projects(session, user.id):
        yield acting_for(session, plain, project.key)


def _labels(definition: Definition, asker: Principal) -> list[str]:
    """By what an asker is meant: the nearest of account, project and group."""
    who = definition.subjects
    if who.users:
        return [f"user:{asker.name}"]
    if who.projects or who.purposes:
        return [f"project:{asker.project}"]
    return [f"group:{group}" for group in sorted(asker.groups & frozenset(who.groups))]
