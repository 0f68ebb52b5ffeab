"""Projects: work with a purpose and a period, and the people who may act for it."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append, lock
from asan.gateway.models import Project, ProjectMember, User
from asan.gateway.objects import object_named
from asan.gateway.policies.definition import KEY_PATTERN
from asan.gateway.principal import Principal
from asan.kit.errors import BadInput, Conflict, Forbidden, NotFound
from asan.kit.store import transaction
from asan.modules.security.accounts import existing_user
from asan.modules.security.errors import NameTaken

MANAGERS: Final = ("admin", "steward")
READERS: Final = ("admin", "steward", "auditor")


def projects(by: Principal) -> list[tuple[Project, dict[int, User]]]:
    """The projects that ``by`` may see, newest first, each with its members' accounts by number.

    Everyone sees their own, administrators, stewards and auditors all.
    """
    of = select(Project).order_by(Project.created_at.desc(), Project.key)
    if not by.has(*READERS):
        of = of.join(ProjectMember).where(ProjectMember.user_id == by.user_id)
    with transaction() as session:
        found = list(session.scalars(of))
        members = {member.user_id for project in found for member in project.members}
        people = {user.id: user for user in session.scalars(select(User).where(User.id.in_(members)))}
        return [(project, people) for project in found]


def create_project(
    by: Principal,
    key: str,
    *,
    title: str,
    purpose: str,
    starts: dt.date,
    ends: dt.date,
    irb_number: str = "",
    datasets: Iterable[str] = (),
    lead: str | None = None,
    surface: str = "http",
) -> Project:
    """A new project, with ``lead`` as its first member. Raises Forbidden, BadInput, NameTaken and NotFound."""
    by.require("projects", *MANAGERS)
    if not re.fullmatch(KEY_PATTERN, key):
        raise BadInput(detail=f"key: {KEY_PATTERN}")
    with transaction() as session:
        if session.get(Project, key) is not None:
            raise NameTaken(name=key)
        project = Project(key=key, irb_number=irb_number.strip(), datasets=_objects(datasets))
        _describe(project, title, purpose, starts, ends)
        if lead is not None:
            project.members = [ProjectMember(user_id=existing_user(session, lead).id, lead=True)]
        session.add(project)
        append(session, by, Entry("project.create", "done", surface, question=_told(project, lead)))
        return project


def change_project(
    by: Principal,
    key: str,
    *,
    title: str | None = None,
    purpose: str | None = None,
    irb_number: str | None = None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    datasets: Iterable[str] | None = None,
    surface: str = "http",
) -> Project:
    """Say otherwise what is given. A changed purpose holds from the next question on.

    Raises Forbidden, NotFound and BadInput.
    """
    by.require("projects", *MANAGERS)
    with transaction() as session:
        project = existing_project(session, key)
        _describe(
            project,
            project.title if title is None else title,
            project.purpose if purpose is None else purpose,
            starts or project.starts,
            ends or project.ends,
        )
        if irb_number is not None:
            project.irb_number = irb_number.strip()
        if datasets is not None:
            project.datasets = _objects(datasets)
        append(session, by, Entry("project.change", "done", surface, question=_told(project)))
        return project


def change_members(
    by: Principal, key: str, *, put: Mapping[str, bool], remove: Iterable[str] = (), surface: str = "http"
) -> None:
    """Put users into a project, each as lead (True) or member, and take others out.

    Administrators and stewards do so, and the project's leads, who can neither name nor take out a lead. Raises
    NotFound for a project or user that there is not, Forbidden, and Conflict where nobody would lead it any more.
    """
    removed = sorted(set(remove))
    with transaction() as session:
        lock(session)
        project = existing_project(session, key)
        held = {member.user_id: member for member in project.members}
        manages = by.has(*MANAGERS)
        if not manages and not (by.user_id in held and held[by.user_id].lead):
            raise Forbidden(action=f"project {key}")
        led = any(member.lead for member in project.members)
        for name, lead in sorted(put.items()):
            user = existing_user(session, name)
            if not manages and (lead or (user.id in held and held[user.id].lead)):
                raise Forbidden(action=f"project {key}: lead")
            session.merge(ProjectMember(project=key, user_id=user.id, lead=lead))
        for name in removed:
            member = held.get(existing_user(session, name).id)
            if member is not None and member.lead and not manages:
                raise Forbidden(action=f"project {key}: lead")
            if member is not None:
                session.delete(member)
        session.flush()
        session.refresh(project)
        if led and not any(member.lead for member in project.members):
            raise Conflict(detail=f"{key}: no lead left · 책임자가 한 명은 있어야 합니다")
        told = [f"+{name}{' (lead)' if lead else ''}" for name, lead in sorted(put.items())]
        told += [f"-{name}" for name in removed]
        append(session, by, Entry("project.members", "done", surface, question=" ".join([key, *told])))


def existing_project(session: Session, key: str) -> Project:
    """The project called ``key``. Raises NotFound."""
    project = session.get(Project, key)
    if project is None:
        raise NotFound(what=f"project {key}")
    return project


def _describe(project: Project, title: str, purpose: str, starts: dt.date, ends: dt.date) -> None:
    if not title.strip() or not purpose.strip():
        raise BadInput(detail="title, purpose")
    if ends < starts:
        raise BadInput(detail=f"ends: {ends} < {starts}")
    project.title, project.purpose, project.starts, project.ends = title.strip(), purpose.strip(), starts, ends


def _objects(names: Iterable[str]) -> list[str]:
    return sorted({object_named(name) for name in names})


def _told(project: Project, lead: str | None = None) -> str:
    parts = [f"{project.key}: {project.purpose}", f"{project.starts}–{project.ends}"]
    parts += [f"IRB {project.irb_number}"] if project.irb_number else []
    parts += [", ".join(project.datasets)] if project.datasets else []
    parts += [f"lead {lead}"] if lead else []
    return "; ".join(parts)
