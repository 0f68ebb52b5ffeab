"""`asan snapshot`: list snapshots, name them, expire them, compact the lake."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from asan.gateway.errors import NoSnapshot
from asan.gateway.owner import owner
from asan.gateway.snapshot_names import version_of
from asan.kit.migrate import upgrade
from asan.modules.etl.snapshots import service, tags, upkeep
from asan.modules.etl.snapshots.schemas import listed_out
from asan.warehouse.upkeep import Expiry

app = typer.Typer(help="Published snapshots: list, tag, untag, expire, compact.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List published snapshots, newest first."""
    owner()
    upgrade()
    found = service.listed()
    if as_json:
        print(json.dumps([listed_out(each).model_dump(mode="json") for each in found], ensure_ascii=False, indent=2))
        return
    table = Table(
        "version", "published (UTC)", "run", "kind", "source", "vocabulary", "rows", "MB", "tags", "protected"
    )
    for each in found:
        told = each.snapshot
        table.add_row(
            str(told.version),
            f"{told.published_at:%Y-%m-%d %H:%M:%S}",
            str(told.run or ""),
            told.kind,
            told.source,
            told.vocabulary_version,
            f"{each.extent.rows:,}" if each.extent.rows is not None else "?",
            f"{each.extent.bytes / 1e6:,.1f}",
            ", ".join(tag.name for tag in each.tags),
            ", ".join(each.protected),
        )
    (Console() if sys.stdout.isatty() else Console(width=160)).print(table)


@app.command("tag")
def tag_(
    snapshot: Annotated[str, typer.Argument(help="Version, another tag, or current.")],
    name: Annotated[str, typer.Argument(help="The name to give.")],
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Name a snapshot; a named one does not expire."""
    by = owner()
    upgrade()
    tags.tag(by, _version(snapshot), name, note, surface="cli")


@app.command()
def untag(name: Annotated[str, typer.Argument(help="The name to take off.")]) -> None:
    """Take a name off its snapshot."""
    by = owner()
    upgrade()
    tags.untag(by, name, surface="cli")


@app.command()
def expire(
    keep: Annotated[int | None, typer.Option(min=1, help="Keep the newest N.")] = None,
    older_than: Annotated[str, typer.Option(help="Only older ones: 12h, 30d, 2w.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: Json = False,
) -> None:
    """Forget snapshots: never the current one, a tagged one, or one that a job reads."""
    by = owner()
    upgrade()
    rule = upkeep.Rule(keep, upkeep.age(older_than) if older_than else None)
    told = upkeep.foresee(by, rule) if dry_run else upkeep.expire(by, rule, surface="cli")
    print(json.dumps(asdict(told)) if as_json else _told(told, dry_run))


@app.command()
def compact(as_json: Json = False) -> None:
    """Write scattered tables anew, remove files that no snapshot has needed for ASAN_LAKE_GRACE_HOURS."""
    by = owner()
    upgrade()
    done = upkeep.compact(by, surface="cli", progress=lambda _, what: print(what, file=sys.stderr, flush=True))
    if as_json:
        print(json.dumps(asdict(done)))
    else:
        tables = ", ".join(done.rewritten) or "no table"
        print(f"{tables} written anew; {done.removed} unneeded and {done.orphans} orphaned files removed")


def _version(name: str) -> int:
    """The version of a name; of ``current``, the newest snapshot's. Raises NoSnapshot."""
    version = version_of(name)
    if version is not None:
        return version
    newest = next(iter(service.listed()), None)
    if newest is None:
        raise NoSnapshot(which="")
    return newest.snapshot.version


def _told(told: Expiry, dry_run: bool) -> str:
    verb = "would expire" if dry_run else "expired"
    versions = f" ({', '.join(map(str, told.versions))})" if told.versions else ""
    return (
        f"{verb} {len(told.versions)} snapshots{versions} and {told.others} versions never published; "
        f"{told.files} files, {told.bytes / 1e6:,.1f} MB, to be removed by `asan snapshot compact`"
    )
