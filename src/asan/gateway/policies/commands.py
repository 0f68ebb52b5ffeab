"""`asan policy`: explicit policies from the command line, for the owner of the data folder."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner, owner_name
from asan.gateway.policies import approval, store
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.versions import Change
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import BadInput
from asan.kit.migrate import upgrade

app = typer.Typer(help="Who may see what beyond the roles' defaults, and why.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The policy's name.")]
Reason = Annotated[str, typer.Option(help="Why; it stays with the version.")]


def _owner() -> Principal:
    by = owner()
    upgrade()
    return by


@app.command("list")
def list_() -> None:
    """List the newest version of every policy, tab-separated: name, version, in force, effect, author, time, reason."""
    for change in store.policies(_owner()):
        effect = _effect(change)
        force = "in force" if change.in_force else "not approved"
        _line(change.key, change.version, force, effect, change.changed_by, change.changed_at, change.reason)


@app.command()
def show(key: Key) -> None:
    """Print one policy as JSON, as `asan policy set` takes it."""
    typer.echo(json.dumps(store.policy(_owner(), key).body, ensure_ascii=False, indent=1))


@app.command("set")
def set_(
    key: Key,
    file: Annotated[str, typer.Argument(help="The policy in JSON; '-' reads it from standard input.")],
    reason: Reason = "",
    propose: Annotated[bool, typer.Option("--propose", help="It counts once another one has approved it.")] = False,
) -> None:
    """Write a policy's next version."""
    by = _owner()
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        definition = Definition.model_validate_json(text)
    except OSError as error:
        raise BadInput(detail=f"{file}: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(detail=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    typer.echo(f"{key}@{store.set_policy(by, key, definition, reason, proposed=propose, surface='cli')}")


@app.command()
def remove(key: Key, reason: Reason = "") -> None:
    """Take a policy away; its versions stay."""
    typer.echo(f"{key}@{store.remove_policy(_owner(), key, reason, surface='cli')}")


@app.command()
def approve(key: Key, version: Annotated[int, typer.Argument(help="The version's number.")]) -> None:
    """Approve a version that somebody else wrote."""
    approval.approve(_owner(), key, version, surface="cli")


@app.command()
def reject(
    key: Key,
    version: Annotated[int, typer.Argument(help="The version's number.")],
    reason: Annotated[str, typer.Option(help="Why, for its author and the history.")],
) -> None:
    """Reject a version that waits for approval."""
    approval.reject(_owner(), key, version, reason, surface="cli")


@app.command()
def history(key: Key) -> None:
    """Print all versions of a policy, newest first, each with its difference to the one before."""
    for change in store.history(_owner(), key):
        decided = f"approved by {change.approved_by}" if change.approved_by else ""
        if change.rejected_by:
            decided = f"rejected by {change.rejected_by}: {change.rejected_reason}"
        force = "in force" if change.in_force else ""
        _line(f"{key}@{change.version}", change.changed_by, change.changed_at, force, decided, change.reason)
        typer.echo(change.diff)


@app.command()
def tag(
    name: Annotated[str, typer.Argument(metavar="OBJECT", help="person, person.state, or concept:1234.")],
    tags: Annotated[list[str] | None, typer.Argument(help="Its tags; none takes them off.")] = None,
    reason: Reason = "",
) -> None:
    """Put tags on a table, a column or a concept (concept:1234! without what lies beneath it)."""
    store.set_tags(_owner(), name, tags or [], reason, surface="cli")


@app.command("tags")
def tags_() -> None:
    """List the tags that were put."""
    for change in store.tags(_owner()):
        given = (change.body or {}).get("tags")
        _line(change.key, ",".join(given) if isinstance(given, list) else "")


@app.command()
def why(
    name: Annotated[str, typer.Argument(metavar="TABLE[.COLUMN]", help="person, or person.year_of_birth.")],
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="A user, or a role for its demo account.")],
) -> None:
    """Say why somebody sees a table or column as they do; '*' marks the rules that decide."""
    by = _owner()
    table, column = store.split(name)
    found = gateway().why(
        principal_named(as_, acting_for=f"os:{owner_name()}"), table, column, asked_by=by, surface="cli"
    )
    rows = ["rows filtered"] if found.rows_filtered else []
    counted = ["aggregates only"] if found.aggregate_only else []
    _line(name, found.treatment, found.mask or "", *rows, *counted)
    for reason in found.reasons:
        version = "" if reason.version is None else f"@{reason.version}"
        mark = "*" if reason.decides else ""
        _line(mark, reason.source, f"{reason.name}{version}", reason.effect, reason.mask or "", reason.tag or "")


def _effect(change: Change) -> str:
    if change.body is None:
        return "removed"
    return Definition.model_validate(change.body).effect.kind if change.readable else "unreadable"


def _line(*cells: object) -> None:
    typer.echo("\t".join(map(str, cells)).rstrip())
