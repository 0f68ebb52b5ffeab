"""`asan snapshot`: list snapshots, name, compare and expire them, compact the lake."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from asan.gateway.accounts import principal_named
from asan.gateway.output import plain
from asan.gateway.owner import owner, owner_name
from asan.gateway.snapshot_names import CURRENT
from asan.kit.migrate import upgrade
from asan.modules.etl.snapshots import comparison, service, tags, upkeep
from asan.modules.etl.snapshots.schemas import listed_out
from asan.warehouse.upkeep import Expiry

app = typer.Typer(help="Published snapshots: list, tag, untag, diff, expire, compact.", no_args_is_help=True)

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
    _print(table)


@app.command("tag")
def tag_(
    snapshot: Annotated[str, typer.Argument(help="Version, another tag, or current.")],
    name: Annotated[str, typer.Argument(help="The name to give.")],
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Name a snapshot; a named one does not expire."""
    by = owner()
    upgrade()
    tags.tag(by, comparison.version_named(snapshot), name, note, surface="cli")


@app.command()
def untag(name: Annotated[str, typer.Argument(help="The name to take off.")]) -> None:
    """Take a name off its snapshot."""
    by = owner()
    upgrade()
    tags.untag(by, name, surface="cli")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Version, tag, or current.")],
    new: Annotated[str, typer.Argument(help="Version, tag, or current.")] = CURRENT,
    table: Annotated[str, typer.Option(help="Show rows of this table that differ.")] = "",
    sample: Annotated[int, typer.Option(min=1, max=100, help="How many rows.")] = 10,
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="See as this user; default: the owner.")] = "",
    as_json: Json = False,
) -> None:
    """Count rows added, changed and removed by table, or show some of a table's, through the gateway."""
    asker = f"os:{owner_name()}"
    upgrade()
    by = principal_named(as_, acting_for=asker) if as_ else owner()
    if table:
        for row in comparison.sample(by, old, new, table, sample, surface="cli"):
            print(json.dumps(asdict(row), ensure_ascii=False, default=plain))
        return
    told = comparison.compare(by, old, new, surface="cli")
    if as_json:
        print(json.dumps(asdict(told), ensure_ascii=False, indent=2))
        return
    shown = Table("table", "added", "changed", "removed", "columns", title=f"snapshot {told.old} → {told.new}")
    for each in told.tables:
        counts = (each.added, each.changed, each.removed)
        columns = [f"+{name}" for name in each.new_columns] + [f"-{name}" for name in each.lost_columns]
        unknown = "withheld" if each.withheld else f"{each.state} table"
        cells = [f"{count:,}" if count is not None else unknown for count in counts]
        shown.add_row(each.table, *cells, ", ".join(columns))
    _print(shown)


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


def _print(table: Table) -> None:
    (Console() if sys.stdout.isatty() else Console(width=160)).print(table)


def _told(told: Expiry, dry_run: bool) -> str:
    verb = "would expire" if dry_run else "expired"
    versions = f" ({', '.join(map(str, told.versions))})" if told.versions else ""
    return (
        f"{verb} {len(told.versions)} snapshots{versions} and {told.others} versions never published; "
        f"{told.files} files, {told.bytes / 1e6:,.1f} MB, to be removed by `asan snapshot compact`"
    )
