"""Projects over HTTP: one's own to everyone, all to those who keep them."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from asan.gateway.current_principal import CurrentPrincipal
from asan.modules.security import projects
from asan.modules.security.project_schemas import (
    NewProject,
    ProjectChange,
    ProjectMembersChange,
    ProjectView,
    project_view,
)

router = APIRouter(prefix="/api/security/projects", tags=["security"])

Key = Annotated[str, InPath(max_length=60)]


@router.get("")
def list_projects(principal: CurrentPrincipal) -> list[ProjectView]:
    """The projects that the asker may see, newest first: their own; administrators, stewards and auditors all."""
    return [project_view(project, people) for project, people in projects.projects(principal)]


@router.post("", status_code=201)
def create_project(body: NewProject, principal: CurrentPrincipal) -> ProjectView:
    """Open a project."""
    made = projects.create_project(principal, **body.model_dump())
    return _shown(principal, made.key)


@router.patch("/{key}")
def change_project(key: Key, body: ProjectChange, principal: CurrentPrincipal) -> ProjectView:
    """Say otherwise what a project is for, how long it lasts and what may be granted to it."""
    projects.change_project(principal, key, **body.model_dump())
    return _shown(principal, key)


@router.patch("/{key}/members", status_code=204)
def change_members(key: Key, body: ProjectMembersChange, principal: CurrentPrincipal) -> None:
    """Put users into a project and take others out; a project's leads do so too."""
    put = {member.name: member.lead for member in body.put}
    projects.change_members(principal, key, put=put, remove=body.remove)


def _shown(principal: CurrentPrincipal, key: str) -> ProjectView:
    found = {project.key: (project, people) for project, people in projects.projects(principal)}
    return project_view(*found[key])
