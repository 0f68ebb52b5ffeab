"""`asan project`: projects and who is in them from the command line, for the owner of the data folder."""

from datetime import datetime
from typing import Annotated

import typer

from asan.modules.security import projects
from asan.modules.security.as_owner import as_owner

app = typer.Typer(help="Projects: a purpose, a period, and the people who may act for it.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The project's key: small letters, digits and -.")]
Users = Annotated[list[str], typer.Argument(help="Users' names.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]
OptionalDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Irb = Annotated[str, typer.Option(help="The IRB's number.")]


@app.command("list")
def list_() -> None:
    """List all projects: key, title, purpose, IRB number, first and last day, members (* leads), tab-separated."""
    for project, people in projects.projects(as_owner()):
        members = (people[each.user_id].name + ("*" if each.lead else "") for each in project.members)
        told = (project.key, project.title, project.purpose, project.irb_number, project.starts, project.ends)
        typer.echo("\t".join([*map(str, told), ",".join(sorted(members))]))


@app.command()
def create(
    key: Key,
    starts: Day,
    ends: Day,
    title: Annotated[str, typer.Option(help="What people call it.")],
    purpose: Annotated[str, typer.Option(help="What for: it stands in the audit of every question.")],
    lead: Annotated[str, typer.Option(help="Its first member, who leads it.")],
    irb: Irb = "",
    dataset: Annotated[list[str], typer.Option(help="A table, column or tag:… that it may ask for; repeatable.")] = [],  # noqa: B006
) -> None:
    """Open a project from its first to its last day."""
    made = projects.create_project(
        as_owner(),
        key,
        title=title,
        purpose=purpose,
        starts=starts.date(),
        ends=ends.date(),
        irb_number=irb,
        datasets=dataset,
        lead=lead,
        surface="cli",
    )
    typer.echo(made.key)


@app.command()
def change(key: Key, starts: OptionalDay = None, ends: OptionalDay = None, irb: Irb = "") -> None:
    """Give a project another first or last day, or another IRB number."""
    projects.change_project(
        as_owner(),
        key,
        starts=starts.date() if starts else None,
        ends=ends.date() if ends else None,
        irb_number=irb or None,
        surface="cli",
    )


@app.command()
def add(key: Key, users: Users, lead: Annotated[bool, typer.Option(help="As leads.")] = False) -> None:
    """Put users into a project."""
    projects.change_members(as_owner(), key, put=dict.fromkeys(users, lead), surface="cli")


@app.command()
def remove(key: Key, users: Users) -> None:
    """Take users out of a project."""
    projects.change_members(as_owner(), key, put={}, remove=users, surface="cli")
