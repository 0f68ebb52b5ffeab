"""`asan role`: the hospital's own roles from the command line, for the owner of the data folder."""

from typing import Annotated

import typer

from asan.gateway.principal import ROLES
from asan.modules.security import roles
from asan.modules.security.as_owner import as_owner

app = typer.Typer(help="Roles, the platform's and the hospital's own.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The role's name.")]


@app.command("list")
def list_() -> None:
    """List the platform's roles and the hospital's own, tab-separated."""
    as_owner()
    for name in ROLES:
        typer.echo(name)
    for role, count in roles.own_roles():
        typer.echo(f"{role.name}\t{role.title}\t{count}")


@app.command()
def create(name: Name, title: Annotated[str, typer.Option(help="What people call it.")] = "") -> None:
    """Make a role, which gives nothing until a policy names it."""
    typer.echo(roles.create_role(as_owner(), name, title, surface="cli").name)


@app.command()
def delete(name: Name) -> None:
    """Take a role away that nobody holds."""
    roles.delete_role(as_owner(), name, surface="cli")
