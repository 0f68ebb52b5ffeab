"""`asan group`: teams from the command line, for the owner of the data folder."""

from typing import Annotated

import typer

from asan.modules.security import groups
from asan.modules.security.as_owner import as_owner

app = typer.Typer(help="Groups and who is in them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The group's name.")]
Users = Annotated[list[str], typer.Argument(help="Users' names.")]
Title = Annotated[str, typer.Option(help="What people call it.")]


@app.command("list")
def list_() -> None:
    """List all groups with their members, tab-separated."""
    as_owner()
    for group, members in groups.groups():
        typer.echo("\t".join([group.name, group.title, ",".join(name for name, _ in members)]))


@app.command()
def create(name: Name, title: Title = "") -> None:
    """Make a group."""
    typer.echo(groups.create_group(as_owner(), name, title, surface="cli").name)


@app.command()
def delete(name: Name) -> None:
    """Take a group away."""
    groups.delete_group(as_owner(), name, surface="cli")


@app.command()
def add(name: Name, users: Users) -> None:
    """Put users into a group."""
    groups.change_members(as_owner(), name, add=users, surface="cli")


@app.command()
def remove(name: Name, users: Users) -> None:
    """Take users out of a group."""
    groups.change_members(as_owner(), name, remove=users, surface="cli")
