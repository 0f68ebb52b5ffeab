"""`asan token`: API tokens of service accounts from the command line, for the owner of the data folder."""

from typing import Annotated, cast

import typer

from asan.kit.errors import BadInput
from asan.modules.security import tokens
from asan.modules.security.as_owner import as_owner
from asan.modules.security.scopes import SCOPES, Scope

app = typer.Typer(help="API tokens.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List all tokens: number, account, name, scopes, end, last use, project, tab-separated."""
    as_owner()
    for account, token in tokens.everyones():
        used = token.last_used_at or ""
        cells = (token.id, account, token.name, token.scopes, token.expires_at, used, token.project or "")
        typer.echo("\t".join(str(cell) for cell in cells))


@app.command()
def create(
    account: Annotated[str, typer.Argument(help="The service account's name.")],
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scope: Annotated[list[str], typer.Option(help="What it may do; may be given several times.")] = ["query"],  # noqa: B006
    days: Annotated[int, typer.Option(help="For how long.")] = 90,
    project: Annotated[str | None, typer.Option(help="The one project that it is for.")] = None,
) -> None:
    """Make a token of a service account; prints its text, which is never to be seen again."""
    if unknown := set(scope) - set(SCOPES):
        raise BadInput(detail=f"scope: {', '.join(sorted(unknown))} ({', '.join(SCOPES)})")
    scopes = cast(list[Scope], scope)
    made = tokens.create_token(as_owner(), name, days, scopes, account=account, project=project, surface="cli")
    typer.echo(made[1])


@app.command()
def revoke(number: Annotated[int, typer.Argument(help="The token's number.")]) -> None:
    """End a token."""
    tokens.revoke(as_owner(), number, anyones=True, surface="cli")
