"""What the routes about projects take and give."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from asan.gateway.models import Project, User
from asan.gateway.projects import is_open
from asan.kit.clock import UtcTime, today

Title = Annotated[str, Field(min_length=1, max_length=200)]
Datasets = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=200)]


class ProjectChoice(BaseModel):
    """A project for which the asker may act."""

    key: str
    title: str
    purpose: str
    ends: dt.date


class ChosenProject(BaseModel):
    """The project for which a session is to act; None: for none."""

    project: str | None = Field(max_length=60)


class NewProject(BaseModel):
    """A project to be opened. ``datasets``: tables, columns and ``tag:…`` that may be granted to it."""

    key: str = Field(min_length=1, max_length=60)
    title: Title
    purpose: Title
    irb_number: str = Field(default="", max_length=60)
    starts: dt.date
    ends: dt.date
    datasets: Datasets = []
    lead: str | None = Field(default=None, max_length=120)


class ProjectChange(BaseModel):
    """What to say otherwise of a project; what is left out stays."""

    title: Title | None = None
    purpose: Title | None = None
    irb_number: str | None = Field(default=None, max_length=60)
    starts: dt.date | None = None
    ends: dt.date | None = None
    datasets: Datasets | None = None


class MemberIn(BaseModel):
    """Someone to put into a project, or whose part in it changes."""

    name: str = Field(min_length=1, max_length=120)
    lead: bool = False


class ProjectMembersChange(BaseModel):
    """Whom to put into a project, and whom to take out."""

    put: list[MemberIn] = Field(default=[], max_length=1000)
    remove: list[Annotated[str, Field(max_length=120)]] = Field(default=[], max_length=1000)


class ProjectMemberView(BaseModel):
    """Someone in a project."""

    name: str
    display_name: str
    lead: bool


class ProjectView(BaseModel):
    """A project and who is in it; ``open``: today lies in its period."""

    key: str
    title: str
    purpose: str
    irb_number: str
    starts: dt.date
    ends: dt.date
    open: bool
    datasets: list[str]
    members: list[ProjectMemberView]
    created_at: UtcTime


def project_choice(project: Project) -> ProjectChoice:
    """A project as one chooses it."""
    return ProjectChoice(key=project.key, title=project.title, purpose=project.purpose, ends=project.ends)


def project_view(project: Project, people: dict[int, User]) -> ProjectView:
    """A project as the pages show it; ``people`` are its members' accounts by number."""
    members = [(people[member.user_id], member.lead) for member in project.members if member.user_id in people]
    return ProjectView(
        key=project.key,
        title=project.title,
        purpose=project.purpose,
        irb_number=project.irb_number,
        starts=project.starts,
        ends=project.ends,
        open=is_open(project, today()),
        datasets=project.datasets,
        members=[
            ProjectMemberView(name=user.name, display_name=user.display_name, lead=lead)
            for user, lead in sorted(members, key=lambda each: (not each[1], each[0].name))
        ],
        created_at=project.created_at,
    )
