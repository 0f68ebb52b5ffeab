"""`asan keys`: the master keys of tokens and date shifts, for the owner of the data folder."""

import typer

from asan.gateway.keys import key_version, rotate
from asan.gateway.owner import owner
from asan.kit.migrate import upgrade
from asan.kit.settings import settings

app = typer.Typer(help="The keys of masks: tokens and date shifts.", no_args_is_help=True)


@app.command("rotate")
def rotate_() -> None:
    """Make a new master key: every project's tokens and shifted dates change with the next question."""
    by = owner()
    upgrade()
    typer.echo(rotate(settings(), by))


@app.command()
def version() -> None:
    """Print the number of the master key that counts; 0 where no mask has needed one yet."""
    owner()
    typer.echo(key_version(settings()))
