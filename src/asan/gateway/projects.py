"""Acting for a project: who may, when, and what a question then carries."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.errors import NotInProject, ProjectNotOpen
from asan.gateway.models import Project, ProjectMember
from asan.gateway.principal import Principal
from asan.kit.clock import today


def is_open(project: Project, day: dt.date) -> bool:
    """Whether ``day`` lies in the project's period."""
    return project.starts <= day <= project.ends


def acting_for(session: Session, principal: Principal, key: str | None) -> Principal:
    """``principal`` with the key and the purpose of a project of theirs; None: for no project.

    Raises NotInProject, alike for a project that there is not, and ProjectNotOpen outside its period.
    """
    if key is None:
        return principal
    member = session.get(ProjectMember, (key, principal.user_id)) if principal.user_id is not None else None
    project = session.get(Project, key) if member is not None else None
    if project is None:
        raise NotInProject(project=key[:60])
    if not is_open(project, today()):
        raise ProjectNotOpen(project=key, starts=project.starts, ends=project.ends)
    return replace(principal, project=project.key, purpose=project.purpose)


def open_projects(session: Session, user_id: int | None) -> list[Project]:
    """The projects for which a user may act today, by title."""
    day = today()
    of = select(Project).join(ProjectMember).where(ProjectMember.user_id == user_id)
    of = of.where(Project.starts <= day, Project.ends >= day)
    return list(session.scalars(of.order_by(Project.title)))


def projects_of(session: Session, principal: Principal) -> frozenset[str]:
    """The keys of the projects that ``principal`` is a member of, open or not, whatever this session acts for."""
    mine = select(ProjectMember.project).where(ProjectMember.user_id == principal.user_id)
    return frozenset(session.scalars(mine)) if principal.user_id is not None else frozenset()
