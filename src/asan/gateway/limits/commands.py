"""`asan limit`: what people may use up, from the command line, for the owner of the data folder."""

from typing import Annotated

import typer
from pydantic import ValidationError

from asan.gateway.accounts import principal_named
from asan.gateway.limits.definition import MEGABYTE, NAMES, Limits
from asan.gateway.limits.store import set_limits, standing
from asan.gateway.owner import owner, owner_name
from asan.gateway.policies import store
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import BadInput
from asan.kit.migrate import upgrade

app = typer.Typer(
    help="How many rows, seconds, megabytes and questions at a time. The nearest word counts: the user's own, else the "
    "most generous of the groups', else of the roles', else everyone's.",
    no_args_is_help=True,
)

Holder = Annotated[str, typer.Argument(metavar="WHO", help="everyone, role:NAME, group:NAME or user:NAME.")]
Reason = Annotated[str, typer.Option(help="Why; it stays with the version.")]


def _owner() -> Principal:
    by = owner()
    upgrade()
    return by


@app.command("list")
def list_() -> None:
    """List all limits, tab-separated: who, the limits, who set them, when, why."""
    for change in store.limits(_owner()):
        limits = _told(Limits.model_validate(change.body))
        typer.echo("\t".join([change.key, limits, change.changed_by, change.changed_at, change.reason]).rstrip())


@app.command("set")
def set_(
    who: Holder,
    rows: Annotated[int | None, typer.Option(help="Rows of one answer.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Seconds of one question.")] = None,
    memory: Annotated[int | None, typer.Option(help="Megabytes of the engine's memory.")] = None,
    questions: Annotated[int | None, typer.Option(help="Questions at a time.")] = None,
    export: Annotated[int | None, typer.Option(help="Megabytes of patients' rows a day.")] = None,
    reason: Reason = "",
) -> None:
    """Set what somebody may use up, in place of what was set before."""
    given = (rows, seconds, memory, questions, export)
    try:
        limits = Limits.model_validate(dict(zip(NAMES, given, strict=True)))
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(detail=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    if limits == Limits():
        raise BadInput(detail="no limit is given; `asan limit remove` takes them off")
    set_limits(_owner(), who, limits, reason, surface="cli")


@app.command()
def remove(who: Holder, reason: Reason = "") -> None:
    """Take somebody's limits off."""
    set_limits(_owner(), who, Limits(), reason, surface="cli")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A user, or a role for its demo account.")],
) -> None:
    """Say what counts for a user, and what of it is used now."""
    _owner()
    found = standing(principal_named(name, acting_for=f"os:{owner_name()}"), gateway().policies.explicit())
    typer.echo(_told(found.limits))
    typer.echo(f"running: {found.questions}\ttoday: {found.given / MEGABYTE:.1f} MB")


def _told(limits: Limits) -> str:
    given = limits.model_dump(exclude_none=True)
    return " ".join(f"{name}={value:g}" for name, value in given.items()) or "no limit"
