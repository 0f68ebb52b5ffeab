"""`asan user`: accounts from the command line, for the owner of the data folder."""

import getpass
import sys
from datetime import datetime
from typing import Annotated

import typer

from asan.modules.security import accounts
from asan.modules.security.as_owner import as_owner
from asan.modules.security.service_accounts import create_service_account

app = typer.Typer(help="Accounts and their roles.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The user's name.")]
Temporary = Annotated[bool, typer.Option("--temporary", help="The password must be changed at the first sign-in.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day (UTC) on which the account ends.")]


def _new_password() -> str:
    """From the terminal, twice, unseen; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password · 비밀번호: ")
    if getpass.getpass("Again · 다시: ") != first:
        raise typer.BadParameter("the two are not the same · 두 비밀번호가 다릅니다")
    return first


@app.command("list")
def list_() -> None:
    """List all users with their roles, marks and groups, tab-separated."""
    as_owner()
    for user in accounts.list_users():
        marks = [mark for mark, given in (("disabled", user.disabled), ("demo", user.demo)) if given]
        marks += [f"owner {user.owner.name}"] if user.owner else []
        marks += [f"until {user.ends_at:%Y-%m-%d}"] if user.ends_at else []
        roles = ",".join(sorted(role.role for role in user.roles))
        groups = ",".join(sorted(member.group for member in user.groups))
        typer.echo("\t".join([user.name, user.display_name, roles, ",".join(marks), groups]))


@app.command()
def create(
    name: Name,
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    display_name: Annotated[str, typer.Option(help="The name that pages show.")] = "",
    until: Until = None,
    temporary: Temporary = False,
) -> None:
    """Make a user; the password is asked for, or read from standard input."""
    accounts.create_user(
        as_owner(),
        name,
        _new_password(),
        role,
        display_name=display_name,
        ends_at=until,
        temporary=temporary,
        surface="cli",
    )
    typer.echo(name)


@app.command()
def service(
    name: Annotated[str, typer.Argument(help="The service account's name.")],
    owner: Annotated[str, typer.Option(help="The user who answers for it.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day (UTC) on which it ends.")],
) -> None:
    """Make an account for a program: no password, tokens only (`asan token create`)."""
    create_service_account(as_owner(), name, owner, role, until, surface="cli")
    typer.echo(name)


@app.command()
def password(name: Name, temporary: Temporary = False) -> None:
    """Give a user another password; their sessions and tokens end."""
    accounts.set_password(as_owner(), name, _new_password(), temporary=temporary, surface="cli")


@app.command()
def disable(name: Name, undo: Annotated[bool, typer.Option("--undo", help="Enable again.")] = False) -> None:
    """Keep a user from signing in; their sessions and tokens end."""
    accounts.change_user(as_owner(), name, disabled=not undo, surface="cli")
